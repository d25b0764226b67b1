import type { Metadata } from "next";
import { ProviderVisit } from "@/components/signin/provider-visit";

export const metadata: Metadata = { title: "Sign in" };

export default function ProviderVisitPage() {
  return <ProviderVisit />;
}
