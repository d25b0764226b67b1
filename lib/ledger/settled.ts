import type { Envelope } from "@/graph-schema/envelope";
import { SETTLING_ACTIONS } from "@/graph-schema/privacy";
import { configuration } from "@/lib/env";
import type { ReadTx } from "@/lib/graph/session";
import { signedEvents } from "./proven";
import { DECISIONS_ABOUT } from "./queries";

const DAY_MS = 86_400_000;

/** When what the act set aside goes by itself, unless somebody decides or a hold is on it. */
export function goesAt({ recorded_at }: Pick<Envelope, "recorded_at">): string {
  return new Date(Date.parse(recorded_at) + configuration().retention.quarantine * DAY_MS).toISOString();
}

/** The signed decision about what the act set aside; undefined where there is none. */
export async function decisionAbout(tx: ReadTx, { id, project, stamp }: Envelope): Promise<Envelope | undefined> {
  return (await signedEvents(tx, DECISIONS_ABOUT, { id, project, stamp })).find(
    (event) => event.refers_to === id && event.outcome === "done" && SETTLING_ACTIONS.has(event.action),
  );
}
