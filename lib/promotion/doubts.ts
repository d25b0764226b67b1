import { Ref, refKey } from "@/graph-schema/names";
import type { ReadTx } from "@/lib/graph/session";
import { aboutTheRecord, type OpenFinding, openFindings } from "@/lib/log/findings";
import type { Doubt } from "./case";
import { RESTS_ON } from "./queries";

/** The open findings, as far as they concern the decision about one model version. */
export interface Concerns {
  /** How many are about the record itself. */
  readonly openFindings: number;
  /** Those about bytes on which the version rests. */
  readonly doubts: readonly Doubt[];
}

function bytesOf(findings: readonly OpenFinding[], project: string): Map<string, string> {
  const concerned = findings.filter((each) => each.project === project);
  return new Map(concerned.flatMap(({ id, concerns }) => (concerns ? [[refKey(concerns), id]] : [])));
}

/** What is found and not resolved that matters to the model version `id`; `told` where that was read already. */
export async function concernsOf(
  tx: ReadTx,
  project: string,
  id: string,
  told?: readonly OpenFinding[],
): Promise<Concerns> {
  const findings = told ?? (await openFindings(tx));
  const byKey = bytesOf(findings, project);
  const concerned = [...byKey.keys()];
  const found = concerned.length > 0 ? await tx.rows(RESTS_ON, { project, id, concerned }, Ref) : [];
  const doubts = found.map((ref) => ({ ...ref, finding: byKey.get(refKey(ref)) ?? "" }));
  return { openFindings: aboutTheRecord(findings).length, doubts };
}
