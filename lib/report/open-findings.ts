import { topicOf } from "@/lib/contract/findings";
import type { ReadTx } from "@/lib/graph/session";
import { toldFindings } from "@/lib/log/told-findings";
import type { Position } from "./position";

/** What was found to be wrong with the record up to the position and was not resolved by then, as a gap; none where nothing was. */
export async function gapsOfRecord(tx: ReadTx, { asOf: { stamp } }: Position): Promise<string[]> {
  const open = (await toldFindings(tx)).filter(
    (finding) =>
      topicOf(finding) === "record" &&
      (finding.stamp ?? 0) <= stamp &&
      (finding.resolved === null || finding.resolved.stamp > stamp),
  );
  const kinds = [...new Set(open.map(({ kind }) => (kind ?? "lost").replaceAll("_", " ")))].sort().join(", ");
  return open.length > 0
    ? [`Findings about the record itself were open then: ${open.length} (${kinds}). They shut every promotion.`]
    : [];
}
