import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { Digest, Stamp } from "@/graph-schema/values";
import { NotFound } from "@/lib/errors";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { missingDecisions } from "@/lib/ledger/chain";
import { lockSubject } from "@/lib/ledger/decision";
import { provenEnvelope } from "@/lib/ledger/proven";
import { concernsOf } from "./doubts";
import type { Promotion } from "./gate";
import { NOTES, PROMOTION, VERSION_OF_REQUEST } from "./queries";

const Made = z.object({ id: z.string(), eventId: z.string() });
const Row = z.object({
  id: z.string(),
  fromStage: z.string(),
  toStage: z.string(),
  stamp: Stamp,
  note: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  versionId: z.string(),
  versionSha256: Digest.nullable(),
  requestedSha256: z.string().nullable(),
  approvals: z.array(Made),
  rejections: z.array(Made),
  attestations: z.array(Made.extend({ claim: z.string().nullable(), result: z.string().nullable(), stamp: z.int() })),
  promotions: z.array(z.string()),
  isRetired: z.boolean(),
});
const NoteRow = z.object({ id: z.string(), note: z.string(), at: z.string(), recordedAt: z.string() });

/** An act about a request whose event verifies, and really is what its node says. */
export interface ProvenAct {
  readonly id: string;
  readonly eventId: string;
  readonly by: Envelope["actor"];
  readonly at: string;
  readonly recordedAt: string;
}

/** A promotion request with all that was decided about it. */
export interface LoadedPromotion {
  readonly row: z.infer<typeof Row>;
  readonly promotion: Promotion;
  readonly approvals: readonly ProvenAct[];
  readonly rejections: readonly ProvenAct[];
}

const DECIDED_BY = { APPROVES: "approve", REJECTS: "reject" } as const;

/** Is this event the act that joined the verdict `id` to the request? Otherwise its node proves nothing. */
function joins(event: Envelope, rel: keyof typeof DECIDED_BY, id: string, requestId: string): boolean {
  const link = event.links?.find((each) => each.rel === rel && each.from.id === id && each.to.id === requestId);
  const isDone = event.origin === "acted" && event.outcome === "done";
  return isDone && event.action === DECIDED_BY[rel] && link !== undefined;
}

function attests(event: Envelope, id: string, versionId: string, result: string | null): boolean {
  const created = event.created?.find((each) => each.type === "attestation" && each.id === id);
  const link = event.links?.find((each) => each.rel === "ATTESTS" && each.from.id === id && each.to.id === versionId);
  return event.origin === "acted" && created?.facts.result === (result ?? undefined) && link !== undefined;
}

async function proofs(tx: ReadTx, row: z.infer<typeof Row>): Promise<Map<string, Envelope>> {
  const made = [...row.approvals, ...row.rejections, ...row.attestations].map(({ eventId }) => eventId);
  const notes = await tx.rows(NOTES, { ids: [...made, ...row.promotions] }, NoteRow);
  const proven = new Map<string, Envelope>();
  for (const { id, note } of notes) {
    const envelope = await provenEnvelope(note);
    if (envelope?.id === id) {
      proven.set(id, envelope);
    }
  }
  return proven;
}

function provenActs(
  made: readonly z.infer<typeof Made>[],
  rel: keyof typeof DECIDED_BY,
  requestId: string,
  events: ReadonlyMap<string, Envelope>,
): ProvenAct[] {
  return made.flatMap(({ id, eventId }) => {
    const event = events.get(eventId);
    return event && joins(event, rel, id, requestId)
      ? [{ id, eventId, by: event.actor, at: event.at, recordedAt: event.recorded_at }]
      : [];
  });
}

/** Loads the request `id` with what counts about it. To decide on it use {@link lockPromotion}. */
export async function loadPromotion(tx: ReadTx, project: string, id: string): Promise<LoadedPromotion> {
  const [row] = await tx.rows(PROMOTION, { project, id }, Row);
  const request = row && (await provenEnvelope(row.note));
  if (!row || !request) {
    throw new NotFound(`promotion request ${id}`);
  }
  const events = await proofs(tx, row);
  const approvals = provenActs(row.approvals, "APPROVES", id, events);
  const rejections = provenActs(row.rejections, "REJECTS", id, events);
  const subjects = [
    { type: "promotion_request", id },
    { type: "model_version", id: row.versionId },
  ];
  const [gaps, concerns] = await Promise.all([
    missingDecisions(tx, project, subjects),
    concernsOf(tx, project, row.versionId),
  ]);
  const promotion: Promotion = {
    id,
    gaps,
    ...concerns,
    requestedBy: request.actor,
    approvals: approvals.map(({ by }) => by),
    rejections: rejections.map(({ by }) => by),
    promotions: row.promotions.filter((event) => events.has(event)).length,
    isRetired: row.isRetired,
    attestations: row.attestations.map(({ id: claimId, eventId, ...rest }) => {
      const event = events.get(eventId);
      return {
        ...rest,
        id: claimId,
        isProven: event !== undefined && attests(event, claimId, row.versionId, rest.result),
      };
    }),
  };
  return { row, promotion, approvals, rejections };
}

/** The request `id` as {@link loadPromotion} has it, once nobody else can decide on it or retire its version. */
export async function lockPromotion(tx: WriteTx, project: string, id: string): Promise<LoadedPromotion> {
  await lockSubject(tx, project, { type: "promotion_request", id });
  for (const version of await tx.rows(VERSION_OF_REQUEST, { project, id }, z.object({ id: z.string() }))) {
    await lockSubject(tx, project, { type: "model_version", id: version.id });
  }
  return loadPromotion(tx, project, id);
}
