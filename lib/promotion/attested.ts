import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { Digest, Metrics } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { keyState } from "@/lib/identity/caller-key-state";
import { latestEvents, latestKey, type ProvenEvent } from "@/lib/ledger/latest";
import type { AttestationView } from "./case";
import { factsBy, provenEvents } from "./proven";
import { ATTESTED_BEFORE, CLAIMS_TOLD, REPORT_EVENTS } from "./queries";

const Said = z.object({ valid_days: z.int().positive().optional() });
const Facts = z.object({ result: z.string().optional(), metrics: Metrics.optional() });
const ReportFacts = z.object({ sha256: Digest });

/** The latest attestation of each claim about one model version. */
export interface Attested {
  readonly latest: readonly AttestationView[];
  /** The claims of which only others say that they were attested. */
  readonly onlyAsserted: readonly string[];
  /** What is gone from the database. */
  readonly gaps: readonly Reason[];
}

/** The digest of the recorded report that the attestation rests on. */
async function reportOf(tx: ReadTx, { envelope }: ProvenEvent, attestation: string): Promise<Digest | null> {
  const ids = (envelope.links ?? []).flatMap(({ rel, from, to }) =>
    rel === "EVIDENCED_BY" && from.id === attestation ? [to.id] : [],
  );
  if (ids.length === 0) {
    return null;
  }
  const { project } = envelope;
  const rows = await tx.rows(REPORT_EVENTS, { project, ids }, z.object({ id: z.string(), eventId: z.string() }));
  const events = await provenEvents(
    tx,
    project,
    rows.map(({ eventId }) => eventId),
  );
  const digests = rows.flatMap(({ id, eventId }) => {
    const facts = ReportFacts.safeParse(factsBy(events.get(eventId), { type: "report", id }));
    return facts.success ? [facts.data.sha256] : [];
  });
  return digests[0] ?? null;
}

/** What `event` attests of `version` about `claim`; undefined when it does not. */
async function viewOf(
  tx: ReadTx,
  event: ProvenEvent,
  claim: string,
  version: string,
): Promise<AttestationView | undefined> {
  const { envelope, digest } = event;
  // One event may attest several claims, about several artifacts: this one, about this version.
  const link = envelope.links?.find(
    ({ rel, from, to }) =>
      rel === "ATTESTS" && to.type === "model_version" && to.id === version && factsBy(event, from)?.claim === claim,
  );
  const facts = link && Facts.parse(factsBy(event, link.from) ?? {});
  return (
    link && {
      id: link.from.id,
      claim,
      result: facts?.result ?? null,
      recordedAt: envelope.recorded_at,
      stamp: envelope.stamp,
      validDays: Said.safeParse(envelope.facts).data?.valid_days ?? null,
      eventSha256: Digest.parse(digest),
      by: envelope.actor.account,
      byType: envelope.actor.type,
      ownKey: envelope.signed ? await keyState(tx, envelope.signed.key) : "none",
      report: await reportOf(tx, event, link.from.id),
      metrics: facts?.metrics ?? {},
    }
  );
}

/**
 * What is attested of `version` about `claims`, as an act: the latest of each, as it is known outside of the database, so that
 * neither one that was deleted nor one that was written by hand counts. It costs the same however many there are.
 */
export async function attestedOf(
  tx: ReadTx,
  project: string,
  version: string,
  claims: readonly string[],
): Promise<Attested> {
  const names = claims.map((claim) => latestKey.attested(project, { type: "model_version", id: version, claim }));
  const [events, told] = await Promise.all([
    latestEvents(tx, names),
    tx.rows(CLAIMS_TOLD, { project, id: version, claims: [...claims] }, z.object({ claim: z.string() })),
  ]);
  const latest: AttestationView[] = [];
  const gaps: Reason[] = [];
  for (const [at, claim] of claims.entries()) {
    const event = events.get(names[at] ?? "");
    if (event === "gone") {
      gaps.push(reason("attestation_gone", { claim, version }));
    } else if (event) {
      const view = await viewOf(tx, event, claim, version);
      latest.push(...(view ? [view] : []));
    }
  }
  const onlyAsserted = told
    .map(({ claim }) => claim)
    .filter((claim) => !events.has(latestKey.attested(project, { type: "model_version", id: version, claim })));
  return { latest, onlyAsserted, gaps };
}

const ClaimRow = z.object({ claim: z.string(), eventId: z.string() });

/** The latest attestation of each of `claims` about `version` before `stamp`, as far as the database has it. */
export async function attestedBefore(
  tx: ReadTx,
  project: string,
  version: string,
  { claims, stamp }: { readonly claims: readonly string[]; readonly stamp: number },
): Promise<AttestationView[]> {
  const rows =
    claims.length > 0
      ? await tx.rows(ATTESTED_BEFORE, { project, id: version, claims: [...claims], stamp }, ClaimRow)
      : [];
  const events = await provenEvents(
    tx,
    project,
    rows.map(({ eventId }) => eventId),
  );
  const views: AttestationView[] = [];
  for (const { claim, eventId } of rows) {
    const event = events.get(eventId);
    const view = event && (await viewOf(tx, event, claim, version));
    views.push(...(view ? [view] : []));
  }
  return views;
}
