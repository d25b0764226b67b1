import type { Metadata } from "next";
import { IdentitiesPage } from "@/components/identities/identities-page";

export const metadata: Metadata = { title: "Sign-in at providers" };

export default function Page() {
  return <IdentitiesPage />;
}
