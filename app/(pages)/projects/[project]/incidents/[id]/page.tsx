import type { Metadata } from "next";
import { IncidentPage } from "@/components/incidents/incident-page";

export const metadata: Metadata = { title: "Incident" };

export default function Page() {
  return <IncidentPage />;
}
