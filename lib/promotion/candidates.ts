import { instantOf } from "@/graph-schema/values";
import type { CandidatesReply } from "@/lib/contract/scorecard";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { missingDecisions } from "@/lib/ledger/chain";
import { DeploymentRow, isRetired, provenStanding, type Standing, standingOf } from "./deployments";
import { concernsOf } from "./doubts";
import { doubtReasons } from "./gate";
import { type Around, aroundOf } from "./load";
import { DEPLOYMENT } from "./queries";
import { reasonsToRefuseRollback } from "./rollback";
import { scored } from "./scorecard";

type Candidate = CandidatesReply["candidates"][number];

/** Versions that are looked at, the latest first; going further back than that is no first thought. */
const MOST = 10;

function goodness({ scores }: Candidate): number {
  return scores.filter(({ state }) => state === "met").length - scores.filter(({ state }) => state === "unmet").length;
}

/** Those to which one may go back first; of these the ones of which most is known and good; of equals the latest. Pure. */
export function ranked(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) =>
      Number(a.reasons.length > 0) - Number(b.reasons.length > 0) ||
      goodness(b) - goodness(a) ||
      b.recordedAt.localeCompare(a.recordedAt),
  );
}

async function candidate(
  tx: ReadTx,
  project: string,
  from: { readonly id: string; readonly versionId: string },
  {
    last,
    standing,
    around,
  }: { readonly last: Standing; readonly standing: readonly Standing[]; readonly around: Around },
): Promise<Candidate> {
  const version = { type: "model_version", id: last.versionId };
  const proven = await provenStanding(tx, project, standing, version.id);
  const [scores, concerns, retired, missing] = await Promise.all([
    scored(tx, project, version.id, around),
    concernsOf(tx, project, version.id, around.findings),
    isRetired(tx, project, version),
    missingDecisions(tx, project, [version]),
  ]);
  const reasons = [
    ...missing,
    ...doubtReasons(concerns.doubts),
    ...reasonsToRefuseRollback(from, { id: version.id, isRetired: retired }, proven),
  ];
  return {
    modelVersion: version.id,
    deployment: last.id,
    recordedAt: instantOf(last.stamp),
    reasons,
    scores,
  };
}

/** The versions that were live before where the deployment `id` is, ranked by how well they are known to be good. */
export function rollbackCandidates(project: string, id: string): Promise<CandidatesReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const [from] = await tx.rows(DEPLOYMENT, { project, id }, DeploymentRow);
    if (!from) {
      throw new NotFound(`deployment ${id}`);
    }
    const target = from.target ?? "production";
    const standing = await standingOf(tx, project, from.model, target);
    const others = standing.filter(({ versionId }) => versionId !== from.versionId);
    const latest = others.filter(
      (each, at) => others.findIndex(({ versionId }) => versionId === each.versionId) === at,
    );
    const candidates: Candidate[] = [];
    const around = await aroundOf(tx, project);
    for (const last of latest.slice(0, MOST)) {
      candidates.push(await candidate(tx, project, from, { last, standing, around }));
    }
    return { deployment: id, target, candidates: ranked(candidates), asOf: speaksAsOf };
  });
}
