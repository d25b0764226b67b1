import type { Metadata } from "next";
import { FindingPage } from "@/components/findings/finding-page";

export const metadata: Metadata = { title: "Finding" };

export default function Page() {
  return <FindingPage />;
}
