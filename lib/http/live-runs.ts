import { read } from "@/lib/graph/session";
import { doingNow } from "@/lib/reconciliation/requests";
import { mayStillLook, pollingStream } from "./live";
import type { Visit } from "./visit";

/**
 * Tells about once a second how far the reconciliation is, until it is over, or the reader leaves or may not look any more. It
 * tells of nothing recorded, so the one event of the subscription accounts for all of it.
 */
export function liveRuns(visit: Visit): ReadableStream<Uint8Array> {
  let said = "";
  let isOver = false;
  return pollingStream(async () => {
    if (isOver || !(await mayStillLook(visit, "artifact:read", "installation"))) {
      return undefined;
    }
    const doing = await read(doingNow);
    isOver = doing.asked === null && doing.running === null;
    const text = `data: ${JSON.stringify(doing)}\n\n`;
    const isNews = text !== said;
    said = text;
    return isNews ? text : ": as before\n\n";
  }, visit.id);
}
