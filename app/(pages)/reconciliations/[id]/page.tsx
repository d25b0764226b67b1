import type { Metadata } from "next";
import { RunPage } from "@/components/reconciliation/run-page";

export const metadata: Metadata = { title: "Reconciliation" };

export default function Page() {
  return <RunPage />;
}
