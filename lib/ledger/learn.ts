import { downstreamEnd, upstreamEnd } from "@/graph-schema/catalogue";
import type { EnvelopeLink } from "@/graph-schema/envelope";
import { refKey } from "@/graph-schema/names";
import { asProperty } from "@/graph-schema/projections/project";
import { linkKey, singleEnd } from "./interpret";
import { type Known, scoped, singleKey } from "./known";
import type { Addition } from "./plan";

/**
 * Lets what an event adds be known to the later events of the same transaction. Returns how to forget it again, for
 * when the request that it came with is refused.
 */
export function learn(known: Known, project: string, eventId: string, addition: Addition): () => void {
  const forget: (() => void)[] = [];
  for (const { type, id, facts } of addition.created) {
    const key = scoped(project, refKey({ type, id }));
    const properties = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, asProperty(value)]));
    known.artifacts.set(key, { stamp: addition.after, properties, deployed: [], isNew: true });
    forget.push(() => known.artifacts.delete(key));
  }
  for (const link of addition.links) {
    forget.push(learnLink(known, project, link));
  }
  const event = scoped(project, eventId);
  known.pending.add(event);
  forget.push(() => known.pending.delete(event));
  return () => undoAll(forget);
}

/** Runs steps that each undo one thing, the last one first. */
export function undoAll(steps: (() => void)[]): void {
  for (const step of steps.reverse()) {
    step();
  }
}

function learnLink(known: Known, project: string, link: EnvelopeLink): () => void {
  const key = scoped(project, linkKey(link));
  const down = scoped(project, refKey(downstreamEnd(link)));
  const before = known.added.get(down) ?? [];
  const end = singleEnd(link);
  const single = end && singleKey(project, link.rel, end.one);
  known.links.add(key);
  known.added.set(down, [...before, upstreamEnd(link)]);
  if (end && single) {
    known.singles.set(single, end.other);
  }
  const deployed =
    link.rel === "DEPLOYED" ? known.artifacts.get(scoped(project, refKey(link.from)))?.deployed : undefined;
  deployed?.push(link.to.id);
  return () => {
    known.links.delete(key);
    known.added.set(down, before);
    deployed?.pop();
    if (single) {
      known.singles.delete(single);
    }
  };
}
