import type { z } from "zod";
import { ACTIONS, action } from "@/graph-schema/actions";
import { FACTS_OF, type Facts, factNames } from "@/graph-schema/artifacts";
import { type Link, linksBetween, relationship, upstreamEnd } from "@/graph-schema/catalogue";
import { type ArtifactType, normaliseRef, type Ref, refKey } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import type { WireEvent } from "@/graph-schema/wire";
import { pointerTo } from "@/lib/contract/json";
import { canonicalJson, sha256 } from "@/lib/hash";
import type { Json } from "./draft";

/** What is wrong with an event, where (RFC 6901 pointer), as a code with what a sentence needs. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

/** A reference with the place in the request that made it. */
interface Mention {
  readonly ref: Ref;
  readonly pointer: string;
}

export interface Declaration extends Mention {
  readonly facts: Facts;
  /** Where in the request a fact stands. */
  readonly placeOf: (fact: string) => string;
}

export interface WantedLink extends Link {
  readonly role?: string | undefined;
  readonly pointer: string;
}

/** A wire event understood as far as that is possible without the record. */
export interface Interpreted {
  readonly wire: WireEvent;
  readonly subject: Mention;
  readonly mentions: readonly Mention[];
  readonly declarations: readonly Declaration[];
  readonly links: readonly WantedLink[];
  readonly facts: Readonly<Record<string, Json>>;
  /** The rest of the metadata: it goes into the encrypted payload. */
  readonly metadata: Readonly<Record<string, Json>>;
  readonly artifactSha256: Digest | undefined;
  /** The caller's key that signed it. */
  readonly signedBy?: Digest;
}

type Parsed<T> = { readonly value: T; readonly faults: readonly Fault[] };

function shapeFaults(error: z.ZodError, base: string): Fault[] {
  return error.issues.flatMap((issue) => {
    const at = (path: readonly PropertyKey[], message: string) => ({
      pointer: `${base}${pointerTo(path)}`,
      code: "invalid_value",
      params: { message },
    });
    // The library's own message repeats the name, which may be anything, and stays in the log.
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => at([...issue.path, key], "is not known here"))
      : [at(issue.path, issue.message)];
  });
}

function artifactFacts(type: ArtifactType, given: Record<string, unknown>, base: string): Parsed<Facts> {
  const parsed = FACTS_OF[type].safeParse(given);
  if (!parsed.success) {
    return { value: {}, faults: shapeFaults(parsed.error, base) };
  }
  const known = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  return { value: Object.fromEntries(known), faults: [] };
}

type Related = WireEvent["related"][number];

/** The lineage relationship that `related` means for `subject`; none where it is only a mention. */
function wantedLink(subject: Ref, related: Related, pointer: string): Parsed<WantedLink[]> {
  const other = normaliseRef({ type: related.type, id: related.id });
  const fault = (code: string, params: Fault["params"]) => ({ value: [], faults: [{ pointer, code, params }] });
  if (refKey(other) === refKey(subject)) {
    return fault("refers_to_itself", { type: other.type, id: other.id });
  }
  const fitting = linksBetween(subject, other);
  // What an event's subject is related to came before it, unless `rel` says otherwise.
  const before = fitting.filter((link) => refKey(upstreamEnd(link)) === refKey(other));
  const usual = before.length === 1 ? before : fitting;
  const chosen = related.rel ? fitting.filter((link) => link.rel === related.rel) : usual;
  const [link, second] = chosen;
  if (!link) {
    return related.rel
      ? fault("relationship_not_allowed", { rel: related.rel, from: subject.type, to: other.type })
      : { value: [], faults: [] };
  }
  if (second) {
    return fault("relationship_ambiguous", { options: chosen.map(({ rel }) => rel).join(", ") });
  }
  return { value: [{ ...link, role: related.role, pointer }], faults: [] };
}

function relate(subject: Ref, related: readonly Related[], base: string) {
  const wanted = related.map((each, index) => wantedLink(subject, each, `${base}/${index}`));
  return {
    mentions: related.map(({ type, id }, index) => ({ ref: normaliseRef({ type, id }), pointer: `${base}/${index}` })),
    links: wanted.flatMap(({ value }) => value),
    faults: wanted.flatMap(({ faults }) => faults),
  };
}

function declared(entry: WireEvent["declares"][number], index: number) {
  const { type, id, related, ...given } = entry;
  const pointer = `/declares/${index}`;
  const ref = normaliseRef({ type, id });
  const facts = artifactFacts(type, given, pointer);
  const relations = relate(ref, related ?? [], `${pointer}/related`);
  const placeOf = (fact: string) => `${pointer}/${fact}`;
  return { ref, pointer, placeOf, facts: facts.value, ...relations, faults: [...facts.faults, ...relations.faults] };
}

/** An action that introduces its subject says the subject's facts in the metadata, unless `declares` says them. */
function introduces({ action: name, subject, declares }: WireEvent): boolean {
  const key = refKey(normaliseRef(subject));
  const isDeclared = declares.some(({ type, id }) => refKey(normaliseRef({ type, id })) === key);
  return !isDeclared && (action(name).introduces?.includes(subject.type) ?? false);
}

function introduced(wire: WireEvent, subject: Mention): Parsed<Declaration[]> {
  if (!introduces(wire)) {
    return { value: [], faults: [] };
  }
  const names = new Set(factNames(subject.ref.type));
  const given = Object.fromEntries(Object.entries(wire.metadata).filter(([name]) => names.has(name)));
  const digest = wire.integrity?.artifact_sha256;
  const withDigest = digest && names.has("sha256") && !("sha256" in given) ? { ...given, sha256: digest } : given;
  const facts = artifactFacts(subject.ref.type, withDigest, "/metadata");
  const placeOf = (fact: string) => (fact in given ? `/metadata/${fact}` : "/integrity/artifact_sha256");
  return { value: [{ ...subject, placeOf, facts: facts.value }], faults: facts.faults };
}

function eventFacts(wire: WireEvent): Parsed<Record<string, Json>> {
  const parsed = ACTIONS[wire.action].facts.safeParse(wire.metadata);
  return parsed.success
    ? { value: Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined)), faults: [] }
    : { value: {}, faults: shapeFaults(parsed.error, "/metadata") };
}

/** A digest claimed for the event must be that of its RFC 8785 bytes without `integrity`. */
function digestFaults(wire: WireEvent, raw: Record<string, unknown>): Fault[] {
  const claimed = wire.integrity?.event_sha256;
  if (!claimed) {
    return [];
  }
  const { integrity: _, ...rest } = raw;
  const actual = sha256(canonicalJson(rest));
  return claimed === actual
    ? []
    : [{ pointer: "/integrity/event_sha256", code: "event_digest_differs", params: { claimed, actual } }];
}

/** The same artifact declared twice in one event says two things; which one holds nobody could tell. */
function repeated(declarations: readonly Declaration[]): Fault[] {
  const seen = new Set<string>();
  return declarations.flatMap(({ ref, pointer }) => {
    const key = refKey(ref);
    const again = seen.has(key);
    seen.add(key);
    return again ? [{ pointer, code: "declared_twice", params: { type: ref.type, id: ref.id } }] : [];
  });
}

/** Published policies are called after their digests; nobody else gives such a name away. */
function reserved(declarations: readonly Mention[]): Fault[] {
  return declarations
    .filter(({ ref }) => ref.type === "policy" && /^policy:[0-9a-f]{64}$/i.test(ref.id))
    .map(({ pointer }) => ({ pointer, code: "policy_id_reserved", params: {} }));
}

/** The names in the metadata of `wire` that become permanent facts, of the event or of what it introduces; the rest is kept encrypted. */
export function liftedNames(wire: WireEvent): ReadonlySet<string> {
  const ofSubject = introduces(wire) ? factNames(wire.subject.type) : [];
  return new Set([...Object.keys(ACTIONS[wire.action].facts.shape), ...ofSubject]);
}

/** Understands `wire` (parsed) and `raw` (as it was sent), or says everything that is wrong with it. Pure. */
export function interpret(wire: WireEvent, raw: Record<string, unknown>): Parsed<Interpreted> {
  const subject = { ref: normaliseRef(wire.subject), pointer: "/subject" };
  const relations = relate(subject.ref, wire.related, "/related");
  const declarations = wire.declares.map(declared);
  const subjectItself = introduced(wire, subject);
  const facts = eventFacts(wire);
  const lifted = liftedNames(wire);
  const metadata = Object.fromEntries(Object.entries(wire.metadata).filter(([name]) => !lifted.has(name)));
  return {
    value: {
      wire,
      subject,
      mentions: [...relations.mentions, ...declarations.flatMap(({ mentions }) => mentions)],
      declarations: [
        ...subjectItself.value,
        ...declarations.map(({ ref, pointer, placeOf, facts }) => ({ ref, pointer, placeOf, facts })),
      ],
      links: unique([...relations.links, ...declarations.flatMap(({ links }) => links)]),
      facts: facts.value,
      metadata,
      artifactSha256: wire.integrity?.artifact_sha256,
    },
    faults: [
      ...relations.faults,
      ...declarations.flatMap(({ faults }) => faults),
      ...subjectItself.faults,
      ...facts.faults,
      ...repeated(declarations),
      ...reserved([...subjectItself.value, ...declarations]),
      ...digestFaults(wire, raw),
    ],
  };
}

/** One text for one relationship. */
export function linkKey({ rel, from, to }: Link): string {
  return `${rel} ${refKey(from)} → ${refKey(to)}`;
}

function unique(links: readonly WantedLink[]): WantedLink[] {
  return [...new Map(links.map((link) => [linkKey(link), link])).values()];
}

/** The end of which only one such relationship may exist, and the other end. */
export function singleEnd(link: Link): { one: Ref; other: Ref; side: "from" | "to" } | undefined {
  const side = relationship(link.rel).single;
  return side && { one: link[side], other: side === "from" ? link.to : link.from, side };
}
