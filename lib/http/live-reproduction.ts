import type { LiveReproduction } from "@/lib/contract/reproduction";
import { type ReadTx, read } from "@/lib/graph/session";
import type { Caller } from "@/lib/identity/caller";
import { loadEntry } from "@/lib/reproduction/requests/load";
import { queueOf, stateOf } from "@/lib/reproduction/requests/view";
import { runnerOf } from "@/lib/reproduction/requests/working";
import { mayStillLook, pollingStream } from "./live";
import { reproductionReader } from "./reproductions";
import type { Visit } from "./visit";

/** What was told already: lines of an attempt up to a number. */
interface Told {
  attempt: number;
  until: number;
}

async function now(tx: ReadTx, project: string, id: string, told: Told): Promise<LiveReproduction> {
  const standing = await loadEntry(tx, project, id);
  const queue = await queueOf(tx, [standing]);
  const { lines = [], dropped = 0 } = queue.leases.get(id) ?? {};
  const from = Math.max(dropped, told.attempt === standing.attempts ? told.until : 0);
  return {
    ...stateOf(standing, queue),
    attempt: standing.attempts,
    runner: await runnerOf(tx, project),
    from,
    lines: lines.slice(from - dropped),
  };
}

/**
 * Tells about once a second where a request stands and what its run says, until it is over, or the reader leaves or may not look
 * any more. The one event of the subscription accounts for all of it.
 */
export async function liveReproduction(visit: Visit, caller: Caller, project: string, id: string) {
  await read((tx) => loadEntry(tx, project, id));
  const { mayReadTold } = reproductionReader(caller);
  const told: Told = { attempt: 0, until: 0 };
  let said = "";
  let isOver = false;
  return pollingStream(async () => {
    if (isOver || !(await mayStillLook(visit, "artifact:read", { project }))) {
      return undefined;
    }
    const all = await read((tx) => now(tx, project, id, told));
    const live = mayReadTold ? all : { ...all, lines: [] };
    isOver = live.state !== "waiting" && live.state !== "running";
    Object.assign(told, { attempt: live.attempt, until: live.from + all.lines.length });
    // When a runner last asked changes all the time, and is no news.
    const news = JSON.stringify([live.state, live.attempt, live.place, live.runner.isThere, live.lines]);
    const isNews = news !== said || live.lines.length > 0;
    said = news;
    return isNews ? `data: ${JSON.stringify(live)}\n\n` : ": as before\n\n";
  }, visit.id);
}
