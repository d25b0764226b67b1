import { z } from "zod";
import type { Envelope, EnvelopeActor } from "@/graph-schema/envelope";
import type { Stamp } from "@/graph-schema/values";
import { Digest } from "@/graph-schema/values";
import { NotFound } from "@/lib/errors";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { missingAttestation } from "@/lib/ledger/attested";
import { decisionsAbout } from "@/lib/ledger/chain";
import { lockSubject } from "@/lib/ledger/decision";
import { concernsOf } from "./doubts";
import { type AttestationView, CLAIM_NEEDED, type Promotion } from "./gate";
import { factsBy, links, type ProvenEvent, provenEvents } from "./proven";
import { PROMOTION, VERSION_OF_REQUEST } from "./queries";

const Claimed = z.object({
  id: z.string(),
  eventId: z.string(),
  claim: z.string().nullable(),
  result: z.string().nullable(),
  stamp: z.int(),
});
const Row = z.object({
  requestEvent: z.string(),
  concernsEvent: z.string(),
  versionId: z.string(),
  versionEvent: z.string(),
  attestations: z.array(Claimed),
});
const RequestFacts = z.object({
  from_stage: z.string().optional(),
  to_stage: z.string().optional(),
  subject_sha256: Digest.optional(),
});
const VersionFacts = z.object({ sha256: Digest.optional() });
const ClaimFacts = z.object({ claim: z.string().optional(), result: z.string().optional() });

/** What the requester asked for, by the event that says so. */
interface Asked {
  readonly id: string;
  readonly by: EnvelopeActor;
  readonly fromStage: string;
  readonly toStage: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly stamp: Stamp;
  readonly versionId: string;
  /** The version's digest when it was recorded, and the one that the request is bound to. */
  readonly versionSha256: Digest | undefined;
  readonly requestedSha256: Digest | undefined;
}

/** An act about a request, by its signed event. */
export interface ProvenAct {
  readonly id: string;
  readonly eventId: string;
  readonly by: EnvelopeActor;
  readonly at: string;
  readonly recordedAt: string;
}

/** A promotion request with all that was decided about it. */
export interface LoadedPromotion {
  readonly asked: Asked;
  readonly promotion: Promotion;
  readonly approvals: readonly ProvenAct[];
  readonly rejections: readonly ProvenAct[];
}

type Events = ReadonlyMap<string, ProvenEvent>;

const NOT_RECORDED = "not recorded";

function askedIn(row: z.infer<typeof Row>, id: string, events: Events): Asked | undefined {
  const made = events.get(row.requestEvent);
  const facts = RequestFacts.safeParse(factsBy(made, { type: "promotion_request", id })).data;
  if (!made || !facts || !links(events.get(row.concernsEvent), "CONCERNS", id, row.versionId)) {
    return undefined;
  }
  const version = factsBy(events.get(row.versionEvent), { type: "model_version", id: row.versionId });
  const { actor, at, recorded_at: recordedAt, stamp } = made.envelope;
  return {
    id,
    by: actor,
    fromStage: facts.from_stage ?? NOT_RECORDED,
    toStage: facts.to_stage ?? NOT_RECORDED,
    at,
    recordedAt,
    stamp,
    versionId: row.versionId,
    versionSha256: VersionFacts.safeParse(version).data?.sha256,
    requestedSha256: facts.subject_sha256,
  };
}

const VERDICT = { approve: "APPROVES", reject: "REJECTS" } as const;

function verdicts(taken: readonly Envelope[], action: keyof typeof VERDICT, requestId: string): ProvenAct[] {
  return taken.flatMap((event) => {
    const made = event.links?.find(({ rel, to }) => rel === VERDICT[action] && to.id === requestId);
    return made && event.action === action
      ? [{ id: made.from.id, eventId: event.id, by: event.actor, at: event.at, recordedAt: event.recorded_at }]
      : [];
  });
}

/** The claim as its event states it, where that is an act; as its node says otherwise, and then it proves nothing. */
function attestation(row: z.infer<typeof Claimed>, versionId: string, events: Events): AttestationView {
  const event = events.get(row.eventId);
  const facts = ClaimFacts.safeParse(factsBy(event, { type: "attestation", id: row.id })).data;
  const { id, claim, result, stamp } = row;
  if (!event || !facts || event.envelope.origin !== "acted" || !links(event, "ATTESTS", id, versionId)) {
    return { id, claim, result, stamp, isProven: false };
  }
  const said = { claim: facts.claim ?? null, result: facts.result ?? null, stamp: event.envelope.stamp };
  return { id, ...said, isProven: true };
}

/** Finds the request, its version and what is attested of that, by the events that say so. */
async function find(tx: ReadTx, project: string, id: string) {
  for (const row of await tx.rows(PROMOTION, { project, id }, Row)) {
    const claims = row.attestations.map(({ eventId }) => eventId);
    const ids = [row.requestEvent, row.concernsEvent, row.versionEvent, ...claims];
    const events = await provenEvents(tx, project, ids);
    const asked = askedIn(row, id, events);
    if (asked) {
      const attestations = row.attestations.map((each) => attestation(each, asked.versionId, events));
      const digests = row.attestations.flatMap(({ eventId }, at) =>
        attestations[at]?.isProven ? (events.get(eventId)?.digest ?? []) : [],
      );
      return { asked, attestations, digests };
    }
  }
  return undefined;
}

/**
 * Loads the request `id` with what counts about it: what signed events say. Nodes and relationships only lead to them. To
 * decide on it use {@link lockPromotion}.
 */
export async function loadPromotion(tx: ReadTx, project: string, id: string): Promise<LoadedPromotion> {
  const loaded = await loadIfProven(tx, project, id);
  if (!loaded) {
    throw new NotFound(`promotion request ${id}`);
  }
  return loaded;
}

/** As {@link loadPromotion}; undefined where no signed event made such a request. */
export async function loadIfProven(tx: ReadTx, project: string, id: string): Promise<LoadedPromotion | undefined> {
  const found = await find(tx, project, id);
  if (!found) {
    return undefined;
  }
  const { asked, attestations, digests } = found;
  const [request, version, claim, concerns] = await Promise.all([
    decisionsAbout(tx, project, { type: "promotion_request", id }),
    decisionsAbout(tx, project, { type: "model_version", id: asked.versionId }),
    missingAttestation(project, { id: asked.versionId, claim: CLAIM_NEEDED }, digests),
    concernsOf(tx, project, asked.versionId),
  ]);
  const approvals = verdicts(request.taken, "approve", id);
  const rejections = verdicts(request.taken, "reject", id);
  const promotion: Promotion = {
    id,
    gaps: [...request.missing, ...version.missing, ...claim],
    ...concerns,
    requestedBy: asked.by,
    approvals: approvals.map(({ by }) => by),
    rejections: rejections.map(({ by }) => by),
    promotions: version.taken.filter(
      ({ action, related }) => action === "promote" && related?.some((each) => each.id === id),
    ).length,
    isRetired: version.taken.some(({ action }) => action === "retire"),
    attestations,
  };
  return { asked, promotion, approvals, rejections };
}

/** The request `id` as {@link loadPromotion} has it, once nobody else can decide on it or retire its version. */
export async function lockPromotion(tx: WriteTx, project: string, id: string): Promise<LoadedPromotion> {
  await lockSubject(tx, project, { type: "promotion_request", id });
  for (const version of await tx.rows(VERSION_OF_REQUEST, { project, id }, z.object({ id: z.string() }))) {
    await lockSubject(tx, project, { type: "model_version", id: version.id });
  }
  return loadPromotion(tx, project, id);
}
