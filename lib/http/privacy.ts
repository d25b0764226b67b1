import type { Acted } from "@/lib/identity/act";
import type { Done, RefusedAct } from "./result";

/** The door's answer to an act on what is kept of persons: its record, by which it is found again. */
export function privacyActed(result: Acted): Done | RefusedAct {
  return result.outcome === "refused"
    ? result
    : { outcome: "done", recorded: result.recorded, status: 201, body: { eventId: result.recorded.id } };
}
