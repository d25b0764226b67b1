import { action } from "@/graph-schema/actions";
import type { WireEvent } from "@/graph-schema/wire";
import { sha256 } from "@/lib/hash";
import { projectKey, subjectKey } from "@/lib/keys/names";
import { envelopeText } from "@/lib/tlog/dsse";
import type { Draft, Json, PayloadPart } from "./draft";
import type { Fault } from "./interpret";
import { type Addition, asReason } from "./plan";
import type { CallerSignature, Item, Source } from "./prepare";
import { inLog, PERSONAL_DATA } from "./screen";

/** A refusal's record keeps so many reasons; the answer to the caller has them all. */
const REASONS_KEPT = 50;

function payloads(source: Source, { event, claimedActor, signature }: Item): PayloadPart[] {
  const { actor, integrity } = event.wire;
  const claims = {
    ...(integrity?.event_sha256 ? { event_sha256: integrity.event_sha256 } : {}),
    ...(integrity?.signature ? { signature: integrity.signature } : {}),
  };
  const rest: Record<string, Json> = {
    ...event.metadata,
    ...(Object.keys(claims).length > 0 ? { integrity: claims } : {}),
  };
  return [
    ...(Object.keys(rest).length > 0 ? [{ name: "metadata", key: projectKey(source.project), content: rest }] : []),
    // The key's name stands in the envelope for ever, so it names the pseudonym and not the person.
    ...(actor && claimedActor ? [{ name: "claimed_actor", key: subjectKey(claimedActor), content: actor }] : []),
    // The whole event stands in it, also whom it claims: it must be forgotten with them.
    ...(signature
      ? [
          {
            name: "dsse",
            key: claimedActor ? subjectKey(claimedActor) : projectKey(source.project),
            content: signature.envelope,
          },
        ]
      : []),
  ];
}

/** What the log commits to of a caller's signature; the envelope itself is kept beside it. */
function signed({ key, envelope }: CallerSignature) {
  return { key, dsse_sha256: sha256(envelopeText(envelope)) };
}

/**
 * Facts are acted where the sender may state them so, the verdict of a new run where it may also run predictions again; a decision
 * sent as an event was taken elsewhere: asserted.
 */
export function originOf({ mayActFacts, mayReproduce }: Source, { action: name }: WireEvent): "acted" | "asserted" {
  const mayAct = mayActFacts && (name !== "reproduce" || mayReproduce);
  return mayAct && action(name).family === "fact" ? "acted" : "asserted";
}

/** The event that records `item`, with what it adds to the graph. */
export function acceptance(source: Source, item: Item, addition: Addition): Draft {
  const { event } = item;
  const { created, confirmed, links, after } = addition;
  return {
    project: source.project,
    action: event.wire.action,
    origin: originOf(source, event.wire),
    outcome: "done",
    actor: source.actor,
    ...(item.claimedActor ? { claimedActor: item.claimedActor } : {}),
    at: event.wire.timestamp,
    eventId: event.wire.event_id,
    requestDigest: item.requestDigest,
    subject: event.subject.ref,
    related: event.mentions.map(({ ref }) => ref),
    created,
    confirmed,
    links,
    facts: event.facts,
    ...(event.artifactSha256 ? { artifactSha256: event.artifactSha256 } : {}),
    payloads: payloads(source, item),
    ...(item.signature ? { signed: signed(item.signature) } : {}),
    redacted: inLog(item.redacted),
    after,
  };
}

/** The event that records that a request was refused, and why; `first` is what the request was about. */
export function refusal(source: Source, first: Item, faults: readonly Fault[], refersTo?: string): Draft {
  return {
    project: source.project,
    action: first.event.wire.action,
    origin: originOf(source, first.event.wire),
    outcome: "refused",
    reasons: faults.slice(0, REASONS_KEPT).map(asReason),
    actor: source.actor,
    at: first.event.wire.timestamp,
    // An id may be what is personal.
    ...(faults.some(({ code }) => code === PERSONAL_DATA) ? {} : { subject: first.event.subject.ref }),
    ...(refersTo ? { refersTo } : {}),
  };
}
