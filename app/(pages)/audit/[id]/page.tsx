import type { Metadata } from "next";
import { AuditEventPage } from "@/components/audit/audit-event-page";

export const metadata: Metadata = { title: "Audit event" };

export default function Page() {
  return <AuditEventPage />;
}
