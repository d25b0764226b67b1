import type { Created, Envelope } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";

/** One step on the way of a promotion request, as its signed event says. */
export interface Step {
  readonly event: Envelope;
  /** What the signer said that their signature means; empty where the event makes nothing that says so. */
  readonly meaning: string;
}

/** What became of one promotion request. */
export interface Chain {
  readonly request: Ref;
  readonly steps: readonly Step[];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function meaningOf({ created = [] }: Envelope): string {
  return created.map(({ facts }: Created) => text(facts.meaning)).join(" ");
}

/** The promotion request that an event is about: as its subject, or beside the version that it promotes. */
function requestOf({ subject, related = [] }: Envelope): Ref | undefined {
  return [...(subject ? [subject] : []), ...related].find(({ type }) => type === "promotion_request");
}

/** What a person or a service did about each promotion request, refusals included, in the order of the log. */
export function chainsOf(events: readonly Envelope[]): Chain[] {
  const chains = new Map<string, { request: Ref; steps: Step[] }>();
  for (const event of events) {
    const request = event.origin === "acted" ? requestOf(event) : undefined;
    if (request && event.action !== "comment") {
      const chain = chains.get(refKey(request)) ?? { request, steps: [] };
      chain.steps.push({ event, meaning: meaningOf(event) });
      chains.set(refKey(request), chain);
    }
  }
  return [...chains.values()];
}

/** What the acts of a request were bound to, by name: the version's digest, the policy, the evidence. Each digest once. */
export function boundTo({ steps }: Chain): [string, string][] {
  const names = { subject_sha256: "Model version", policy: "Policy", evidence_sha256: "Attestations" } as const;
  const all = steps.flatMap(({ event: { facts = {}, outcome } }) =>
    outcome === "done"
      ? Object.entries(names).map(([fact, name]): [string, string] => [name, text(Reflect.get(facts, fact))])
      : [],
  );
  return [...new Map(all.filter(([, digest]) => digest !== "").map((each) => [each.join(" "), each])).values()];
}
