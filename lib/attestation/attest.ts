import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Ref, refKey } from "@/graph-schema/names";
import { type Digest, instant } from "@/graph-schema/values";
import { WireEvent } from "@/graph-schema/wire";
import type { AttestationBody, Attesting } from "@/lib/contract/attestation";
import { read } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import type { Caller } from "@/lib/identity/caller";
import { treatmentOf } from "@/lib/identity/privacy";
import { checkSignatures } from "@/lib/identity/signatures";
import { ingest } from "@/lib/ledger/ingest";
import type { Fault } from "@/lib/ledger/interpret";
import type { Sent } from "@/lib/ledger/prepare";
import type { Ingested } from "@/lib/ledger/quarantine";
import { refusedStatement } from "@/lib/ledger/screen";
import { type DsseEnvelope, payloadOf, preAuthentication } from "@/lib/tlog/dsse";
import { RECORDED_DIGEST, REPORT_OF } from "./queries";

/** Who attests, in which project, when (ms since 1970). */
export interface Attester {
  readonly caller: Caller;
  readonly project: string;
  readonly now: number;
}

const Recorded = z.object({ sha256: z.string().nullable() });

function stated(
  body: Exclude<AttestationBody, { envelope: unknown }>,
): Omit<Attesting, "digest"> & { digest?: Digest } {
  const { subject, claim, result, metrics, report } = body;
  return { about: subject, report, facts: { claim, result, ...(metrics ? { metrics } : {}) } };
}

/** An attestation is called after what was signed and by whom, however it is written: nobody makes an old one look new. */
function nameOf(envelope: DsseEnvelope | undefined): string {
  const payload = envelope && payloadOf(envelope);
  if (!envelope || !payload) {
    return uuidv7();
  }
  const said = `${envelope.signatures[0]?.keyid} ${sha256(preAuthentication(envelope.payloadType, payload))}`;
  return sha256(said).slice("sha256:".length);
}

function statementIn(envelope: DsseEnvelope): unknown {
  const payload = payloadOf(envelope);
  return payload ? JSON.parse(Buffer.from(payload).toString("utf8")) : undefined;
}

interface Sought {
  readonly recorded: string | null | undefined;
  readonly report: string | undefined;
}

function lookUp(project: string, about: Ref, report: Digest | undefined): Promise<Sought> {
  return read(async (tx) => {
    const [artifact] = await tx.rows(RECORDED_DIGEST, { project, ...about }, Recorded);
    const sought = { project, digest: report ?? "", hex: report?.slice("sha256:".length) ?? "" };
    const [found] = report ? await tx.rows(REPORT_OF, sought, z.object({ id: z.string() })) : [];
    return { recorded: artifact?.sha256, report: found?.id };
  });
}

function faultsOf(about: Ref, digest: Digest | undefined, report: Digest | undefined, sought: Sought): Fault[] {
  const faults: Fault[] = [];
  if (digest !== undefined && sought.recorded !== undefined && sought.recorded !== digest) {
    const params = { artifact: refKey(about), recorded: sought.recorded ?? "no digest", claimed: digest };
    faults.push({ pointer: "/payload/subject/0/digest", code: "attested_digest_differs", params });
  }
  if (report !== undefined && sought.report === undefined) {
    faults.push({ pointer: "/report", code: "report_not_recorded", params: { digest: report } });
  }
  return faults;
}

/**
 * Records an attestation as the caller's own act: a statement that one of their registered keys signed (in-toto in DSSE), or one
 * that they state by hand. It is about bytes: a statement with another digest than is recorded is refused, on record.
 */
export async function attest({ caller, project, now }: Attester, body: AttestationBody): Promise<Ingested> {
  const envelope = "envelope" in body ? body.envelope : undefined;
  const { about, digest, report, facts } = "envelope" in body ? { ...body.attesting } : stated(body);
  const sought = await lookUp(project, about, report);
  const name = nameOf(envelope);
  const raw = {
    event_id: `attest:${name}`,
    action: "attest",
    project,
    timestamp: instant(now),
    subject: { type: "attestation", id: `att:${name}` },
    related: [
      { ...about, rel: "ATTESTS" },
      ...(sought.report === undefined ? [] : [{ type: "report", id: sought.report, rel: "EVIDENCED_BY" }]),
    ],
    metadata: facts,
  };
  const sent: Sent = {
    raw: envelope ? { ...envelope } : raw,
    wire: WireEvent.parse(raw),
    ...(envelope ? { envelope } : {}),
  };
  const [checked] = await checkSignatures(caller, [sent], now);
  const faults = [...(checked?.faults ?? []), ...faultsOf(about, digest, report, sought)];
  const treatment = await treatmentOf(project, caller.actor, now);
  const source = { actor: caller.actor, project, mayActFacts: true, mayAttest: true, mayReproduce: false, treatment };
  // The statement is kept as it was signed, with all that it says.
  const statement = envelope ? refusedStatement(treatment, statementIn(envelope), "/payload") : [];
  return ingest(source, [{ ...sent, ...checked, faults: [...statement, ...faults] }], false);
}
