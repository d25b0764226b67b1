import type { Envelope } from "@/graph-schema/envelope";
import type { ReadTx } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { openParts } from "@/lib/ledger/parts";
import { DsseEnvelope, envelopeText, STATEMENT_TYPE } from "@/lib/tlog/dsse";

/** An event of the log, at its place there. */
interface Placed {
  readonly index: number;
  readonly envelope: Envelope;
}

/**
 * The statements that callers signed themselves (in-toto, in DSSE), as files by name: each is what its event commits to. Those
 * that were erased since are not among them; the event that commits to them is.
 */
export async function signedStatements(tx: ReadTx, events: readonly Placed[]): Promise<Record<string, string>> {
  const signed = events.filter(({ envelope }) => envelope.signed !== undefined);
  const parts = await openParts(
    tx,
    signed.map(({ envelope }) => envelope),
    "dsse",
    true,
  );
  const files = signed.flatMap(({ index, envelope }): [string, string][] => {
    const { data } = DsseEnvelope.safeParse(parts.get(envelope.id)?.content);
    const text = data && envelopeText(data);
    const isCommitted = text !== undefined && sha256(text) === envelope.signed?.dsse_sha256;
    return isCommitted && data?.payloadType === STATEMENT_TYPE ? [[`statement-${index}.dsse.json`, text]] : [];
  });
  return Object.fromEntries(files);
}
