import type { ActReply } from "@/lib/contract/promotion";
import type { Acted } from "@/lib/promotion/act";
import type { Done, RefusedAct } from "./result";

/** The door's answer to a decision: its record and what it made, or why the rules did not allow it. */
export function decided(acted: Acted): Done | RefusedAct {
  if (acted.outcome === "refused") {
    return { outcome: "refused", reasons: acted.reasons, recorded: acted.event, title: "Not allowed by the rules" };
  }
  const { event, made, gate } = acted;
  return { outcome: "done", status: 201, recorded: event, body: { event, made, gate } satisfies ActReply };
}
