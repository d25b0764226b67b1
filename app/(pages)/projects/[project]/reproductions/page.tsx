import type { Metadata } from "next";
import { ReproductionsPage } from "@/components/reproduction/reproductions-page";

export const metadata: Metadata = { title: "Reproductions" };

export default function Page() {
  return <ReproductionsPage />;
}
