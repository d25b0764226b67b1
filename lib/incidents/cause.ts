import { type Instant, instant } from "@/graph-schema/values";
import type { Lived, RootCause, Suspect } from "@/lib/contract/cause";
import type { ReadTx } from "@/lib/graph/session";
import { changesBetween } from "./changes";
import type { Scene, Seen } from "./scene";
import type { Snapshot } from "./snapshot";
import { signal, suspect } from "./suspects/case";
import { rankedSuspects } from "./suspects/rank";
import { eventsOf, MOST_READ, type Surroundings } from "./timeline";
import { passagesIn, warningsIn } from "./warnings";

/** Before everything that can be recorded: a warning counts however old it is. */
const EVER = instant(0);

function lived({ snapshot }: Seen): Lived {
  const { deployment, modelVersion, since, run, approvals, policy } = snapshot;
  return { deployment, modelVersion, since, run, approvals, policy };
}

function only(code: "nothing_before" | "nothing_live", snapshot: Snapshot | undefined): Suspect {
  const { type, id, eventId } = snapshot?.deployment ?? snapshot?.modelVersion ?? {};
  const ref = type && id ? { type, id } : null;
  return suspect(code, ref ? [signal(code, 0, [{ ref, eventId: eventId ?? null }])] : [], { params: id ? { id } : {} });
}

/** What changed between what was live before and after T, and which of it may be the cause. */
export async function causeOf(
  tx: ReadTx,
  project: string,
  { before, after }: Scene,
  { surroundings, at }: { surroundings: Surroundings; at: Instant },
): Promise<RootCause> {
  const head = { before: before && lived(before), after: after && lived(after) };
  const isCut = [before, after].some((seen) => seen?.truncated);
  if (!after || !before) {
    const [code, snapshot] = after
      ? (["nothing_before", after.snapshot] as const)
      : (["nothing_live", undefined] as const);
    return { ...head, changes: [], suspects: [only(code, snapshot)], truncated: isCut };
  }
  const { snapshot } = after;
  // Trouble may be said to have begun before what is blamed went live; how that got there counts all the same.
  const until = snapshot.since !== null && snapshot.since > at ? snapshot.since : at;
  const events = await eventsOf(tx, project, surroundings, {
    from: EVER,
    to: instant(Date.parse(until) + 1),
    anywhere: false,
  });
  const times = new Map(events.map((event) => [event.id, event.at]));
  const changes = changesBetween(before.snapshot, snapshot);
  const own = new Set([...after.nodes.map(({ id }) => id), snapshot.deployment?.id]);
  const warnings = warningsIn({ speaking: surroundings.speaking, events, times, by: until }).filter(
    ({ about, at: said }) =>
      own.has(about.id) && (about.type === "deployment" || snapshot.since === null || said <= snapshot.since),
  );
  const passages = passagesIn(events, snapshot.modelVersion.id, snapshot.since ?? at);
  const scene = { at, before: before.snapshot, after: snapshot, changes, warnings, passages };
  return { ...head, changes, suspects: rankedSuspects(scene), truncated: isCut || events.length > MOST_READ };
}
