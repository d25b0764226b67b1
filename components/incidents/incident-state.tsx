import { State, type StateName } from "@/components/ui/state";
import type { IncidentStateName } from "@/lib/contract/incidents";

const STATES: Readonly<Record<IncidentStateName, { state: StateName; says: string }>> = {
  reported: { state: "pending", says: "Reported, not taken up" },
  open: { state: "open", says: "Open" },
  closed: { state: "ended", says: "Closed" },
};

/** Where an incident stands. */
export function IncidentState({ name }: { name: IncidentStateName }) {
  const { state, says } = STATES[name];
  return <State name={state}>{says}</State>;
}

const SEVERITIES: Readonly<Record<string, StateName>> = { critical: "broken", warning: "warning", info: "unknown" };

/** How bad it is, as whoever recorded it says. */
export function Severity({ name }: { name: string | null }) {
  return <State name={SEVERITIES[name ?? ""] ?? "unknown"}>{name ?? "severity not recorded"}</State>;
}
