import { State } from "@/components/ui/state";
import type { FindingState, Severity } from "@/lib/contract/findings";

const SEVERITY_LOOKS = { critical: "broken", warning: "warning", info: "open" } as const;

/** How bad a finding is: icon, word and colour. */
export function SeverityState({ severity }: { severity: Severity }) {
  return <State name={SEVERITY_LOOKS[severity]}>{severity}</State>;
}

const STATE_LOOKS = { open: "open", acknowledged: "pending", resolved: "verified" } as const;

/** How far it is with a finding. */
export function FindingStateView({ state }: { state: FindingState }) {
  return <State name={STATE_LOOKS[state]}>{state}</State>;
}
