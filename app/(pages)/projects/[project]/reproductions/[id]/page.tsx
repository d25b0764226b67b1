import type { Metadata } from "next";
import { ReproductionPage } from "@/components/reproduction/reproduction-page";

export const metadata: Metadata = { title: "Reproduction" };

export default function Page() {
  return <ReproductionPage />;
}
