import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import type { ExportReply } from "@/lib/contract/dossier";
import type { AuditRow } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { auditRow } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { provenEnvelope } from "@/lib/ledger/proven";
import { storedEvent, told } from "@/lib/ledger/trail";
import { ACTS } from "./gather";
import { CHECKPOINT_AT, EXPORTS_OF } from "./queries";

const SHOWN = 50;

const Facts = z.object({ sha256: Digest, unsigned_sha256: Digest.optional(), log_size: z.int().optional() });

/** The first export on record of these bytes, or of these with a signature behind them, as the recorder signed it. */
async function exportOf(tx: ReadTx, project: string, digest: Digest) {
  const rows = await tx.rows(EXPORTS_OF, { project, digest }, z.object({ id: z.string() }));
  for (const { id } of rows) {
    const stored = await storedEvent(tx, id);
    const envelope = await provenEnvelope(stored?.note ?? null);
    const facts = Facts.safeParse(envelope?.facts);
    const isOfThese = facts.data?.sha256 === digest || facts.data?.unsigned_sha256 === digest;
    if (stored && facts.data && envelope?.id === id && isOfThese) {
      const [checkpoint] = await tx.rows(
        CHECKPOINT_AT,
        { size: facts.data.log_size ?? 0 },
        z.object({ stamp: z.int() }),
      );
      return { row: stored.event, after: checkpoint?.stamp ?? stored.event.stamp };
    }
  }
  return undefined;
}

/** Who exported these bytes here, and what was done to their subject since. */
export function exported(project: string, digest: Digest): Promise<ExportReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const found = await exportOf(tx, project, digest);
    if (!found) {
      throw new NotFound("an export of these bytes");
    }
    const { subjectType: type, subjectId: id } = found.row;
    const later = type && id !== null ? await told(tx, project, { type, id }, ACTS, SHOWN) : [];
    const since = later.filter(({ stamp }) => stamp > found.after);
    const who = await whoIs(
      tx,
      [found.row, ...since].map(({ account }) => account),
    );
    const shown: AuditRow[] = since.map((row) => auditRow(row, who));
    return { digest, export: auditRow(found.row, who), since: shown, asOf: speaksAsOf };
  });
}
