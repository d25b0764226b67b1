import { downstreamEnd, upstreamEnd } from "@/graph-schema/catalogue";
import type { Created, EnvelopeLink, Reason } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";
import { asProperty } from "@/graph-schema/projections/project";
import { Stamp } from "@/graph-schema/values";
import { type Declaration, type Fault, type Interpreted, linkKey, singleEnd, type WantedLink } from "./interpret";
import { type Known, type KnownEvent, scoped, singleKey } from "./known";
import { placeInLog } from "./screen";

/** What recording one event would add, or why it may not be recorded. */
export type Plan =
  | { readonly kind: "new"; readonly addition: Addition }
  | { readonly kind: "duplicate"; readonly of: KnownEvent }
  | { readonly kind: "refused"; readonly faults: readonly Fault[]; readonly refersTo?: string };

export interface Addition {
  readonly created: readonly Created[];
  readonly confirmed: readonly Ref[];
  readonly links: readonly EnvelopeLink[];
  /** Links that give a recorded artifact a new upstream: they need the derivation lock and a cycle check. */
  readonly late: readonly WantedLink[];
  /** The greatest stamp of what the event refers to. */
  readonly after: Stamp;
}

/** A fault as the reason that the record keeps: its place without names that the sender made up. */
export function asReason({ pointer, code, params }: Fault): Reason {
  return { code, params: { pointer: placeInLog(pointer), ...params } };
}

/** Which fact of a redeclared artifact is not what is recorded, if any. */
function difference(declaration: Declaration, recorded: Readonly<Record<string, unknown>>): Fault | undefined {
  for (const [name, value] of Object.entries(declaration.facts)) {
    if (recorded[name] !== asProperty(value)) {
      return {
        pointer: declaration.placeOf(name),
        code: "artifact_differs",
        params: { type: declaration.ref.type, id: declaration.ref.id, field: name },
      };
    }
  }
  return undefined;
}

function referenceFaults(event: Interpreted, exists: (ref: Ref) => boolean): Fault[] {
  const declared = new Set(event.declarations.map(({ ref }) => refKey(ref)));
  return [event.subject, ...event.mentions]
    .filter(({ ref }) => !exists(ref) && !declared.has(refKey(ref)))
    .map(({ ref, pointer }) => ({ pointer, code: "unknown_artifact", params: { type: ref.type, id: ref.id } }));
}

/** An artifact that may have one such relationship has another one already, in the record or in this event. */
function singleFaults(project: string, event: Interpreted, known: Known): Fault[] {
  const own = new Map<string, Ref>();
  return event.links.flatMap((link) => {
    const end = singleEnd(link);
    if (!end) {
      return [];
    }
    const key = singleKey(project, link.rel, end.one);
    const other = own.get(key) ?? known.singles.get(key) ?? end.other;
    own.set(key, other);
    return refKey(other) === refKey(end.other)
      ? []
      : [{ pointer: link.pointer, code: "already_linked", params: { rel: link.rel, to: other.id } }];
  });
}

/** A prediction that names a deployment and a model version must name the one that the deployment deployed. */
function predictionFaults(project: string, event: Interpreted, known: Known): Fault[] {
  if (event.wire.action !== "predict") {
    return [];
  }
  const deployed = event.mentions.flatMap(({ ref }) =>
    ref.type === "deployment" ? (known.artifacts.get(scoped(project, refKey(ref)))?.deployed ?? []) : [],
  );
  return event.mentions
    .filter(({ ref }) => ref.type === "model_version" && deployed.length > 0 && !deployed.includes(ref.id))
    .map(({ ref, pointer }) => ({
      pointer,
      code: "not_the_deployed_version",
      params: { named: ref.id, deployed: deployed.join(", ") },
    }));
}

function digestFaults(event: Interpreted, recorded: Readonly<Record<string, unknown>> | undefined): Fault[] {
  const actual = recorded?.sha256;
  return event.artifactSha256 && typeof actual === "string" && actual !== event.artifactSha256
    ? [
        {
          pointer: "/integrity/artifact_sha256",
          code: "artifact_digest_differs",
          params: { recorded: actual, claimed: event.artifactSha256 },
        },
      ]
    : [];
}

/** Is `target` upstream of `start` by the links of this transaction alone? */
function closes(start: Ref, target: Ref, upstreamOf: (ref: Ref) => readonly Ref[]): boolean {
  const wanted = refKey(target);
  const seen = new Set([refKey(start)]);
  const open = [start];
  for (let ref = open.pop(); ref !== undefined && !seen.has(wanted); ref = open.pop()) {
    for (const next of upstreamOf(ref)) {
      if (!seen.has(refKey(next))) {
        seen.add(refKey(next));
        open.push(next);
      }
    }
  }
  return seen.has(wanted);
}

/** Derivation has no circles. This sees those that the transaction closes by itself; late links are checked apart. */
function circleFaults(project: string, event: Interpreted, known: Known): Fault[] {
  const own = new Map<string, Ref[]>();
  for (const link of event.links) {
    const down = refKey(downstreamEnd(link));
    own.set(down, [...(own.get(down) ?? []), upstreamEnd(link)]);
  }
  const upstreamOf = (ref: Ref) => [
    ...(own.get(refKey(ref)) ?? []),
    ...(known.added.get(scoped(project, refKey(ref))) ?? []),
  ];
  const link = event.links.find((each) => closes(upstreamEnd(each), downstreamEnd(each), upstreamOf));
  return link ? [{ pointer: link.pointer, code: "cycle", params: { rel: link.rel } }] : [];
}

/** What to say of an event under an id that is recorded: the same signed by nobody, or by another key, is not the same. */
function repeated(earlier: KnownEvent, event: Interpreted, requestDigest: string): Plan {
  if (earlier.requestDigest === requestDigest) {
    return { kind: "duplicate", of: earlier };
  }
  const isSignedOtherwise = (earlier.signedBy ?? undefined) !== event.signedBy;
  const code = isSignedOtherwise ? "signed_otherwise" : "event_id_conflict";
  return {
    kind: "refused",
    faults: [{ pointer: "/event_id", code, params: { recorded: earlier.id } }],
    refersTo: earlier.id,
  };
}

/** The key that signed it ended between its check and this moment. */
function keyFaults({ signedBy }: Interpreted, { endedKeys }: Known): Fault[] {
  return signedBy && endedKeys.has(signedBy) ? [{ pointer: "", code: "key_ended_meanwhile", params: {} }] : [];
}

/**
 * Judges one event against what is known of the record. Pure, so that the group may be judged again after a
 * transient error. `requestDigest` tells an equal request from another one under the same event_id.
 */
export function plan(project: string, event: Interpreted, requestDigest: string, known: Known): Plan {
  const earlier = known.events.get(scoped(project, event.wire.event_id));
  if (earlier) {
    return repeated(earlier, event, requestDigest);
  }
  const recorded = (ref: Ref) => known.artifacts.get(scoped(project, refKey(ref)));
  const fresh = event.declarations.filter(({ ref }) => !recorded(ref));
  const again = event.declarations.filter(({ ref }) => recorded(ref));
  const differing = again.flatMap((each) => difference(each, recorded(each.ref)?.properties ?? {}) ?? []);
  const faults = [
    ...keyFaults(event, known),
    ...referenceFaults(event, (ref) => recorded(ref) !== undefined),
    ...differing,
    ...singleFaults(project, event, known),
    ...predictionFaults(project, event, known),
    ...digestFaults(event, recorded(event.subject.ref)?.properties),
    ...circleFaults(project, event, known),
  ];
  if (faults.length > 0) {
    return { kind: "refused", faults };
  }
  const links = event.links.filter((link) => !known.links.has(scoped(project, linkKey(link))));
  const named = [event.subject, ...event.mentions, ...again].map(({ ref }) => recorded(ref)?.stamp ?? 0);
  return {
    kind: "new",
    addition: {
      created: fresh.map(({ ref, facts }) => ({ ...ref, facts })),
      confirmed: again.filter(({ facts }) => Object.keys(facts).length > 0).map(({ ref }) => ref),
      links: links.map(({ rel, from, to, role }) => ({ rel, from, to, ...(role === undefined ? {} : { role }) })),
      late: links.filter((link) => recorded(downstreamEnd(link))?.isNew === false),
      after: Stamp.parse(Math.max(0, ...named)),
    },
  };
}
