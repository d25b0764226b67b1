import type { Reason } from "@/graph-schema/envelope";
import { Stamp } from "@/graph-schema/values";
import { NotFound, reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import type { Signature } from "@/lib/identity/reauthenticate";
import { missingDecisions } from "@/lib/ledger/chain";
import { lockSubject } from "@/lib/ledger/decision";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment, methodFact } from "./act";
import {
  DeploymentRow,
  idReasons,
  isRetired,
  lockTarget,
  made,
  provenStanding,
  type Standing,
  standingOf,
  versionOf,
} from "./deployments";
import { concernsOf } from "./doubts";
import { doubtReasons } from "./gate";
import { DEPLOYMENT } from "./queries";

/** Why one may not go back from deployment `from` to `version`, given what stands at the target. */
export function reasonsToRefuseRollback(
  from: { readonly id: string; readonly versionId: string },
  version: { readonly id: string; readonly isRetired: boolean },
  standing: readonly Standing[],
): Reason[] {
  const isLive = standing.some(({ id, isLive }) => isLive && id === from.id);
  const isSame = version.id === from.versionId;
  return [
    ...(isLive ? [] : [reason("not_live", { deployment: from.id })]),
    ...(isSame ? [reason("already_live", { version: version.id })] : []),
    ...reasonsAgainst(version.id, standing),
    ...(version.isRetired ? [reason("is_retired")] : []),
  ];
}

/** A version is known to be good when an act deployed it there, and that deployment was not taken out of use. */
function reasonsAgainst(version: string, standing: readonly Standing[]): Reason[] {
  const earlier = standing.filter(({ versionId }) => versionId === version);
  const acted = earlier.filter(({ isActed }) => isActed);
  if (acted.length === 0) {
    return [reason(earlier.length > 0 ? "live_only_asserted" : "never_live", { version })];
  }
  const [latest] = acted;
  return latest && acted.every(({ isRetired }) => isRetired)
    ? [reason("deployment_retired", { deployment: latest.id })]
    : [];
}

function earlierOf(version: string, standing: readonly Standing[]) {
  return standing
    .filter(({ versionId }) => versionId === version)
    .map(({ id }) => ({ type: "deployment", id }) as const);
}

/** Goes back to a version that was live at the same target before: one act, with its reason and the signature of whoever does. */
export function rollback(
  acting: Acting,
  deploymentId: string,
  wanted: { id: string; to: string; reason: string },
  signature: Signature,
): Promise<Acted> {
  const { project } = acting;
  return write(async (tx) => {
    const [from] = await tx.rows(DEPLOYMENT, { project, id: deploymentId }, DeploymentRow);
    if (!from) {
      throw new NotFound(`deployment ${deploymentId}`);
    }
    const target = from.target ?? "production";
    await lockSubject(tx, project, { type: "model_version", id: wanted.to });
    await lockTarget(tx, project, from.model, target);
    await lockSubject(tx, project, { type: "deployment", id: from.id });
    const version = await versionOf(tx, project, wanted.to);
    const told = await standingOf(tx, project, from.model, target);
    const standing = await provenStanding(tx, project, told, version.id);
    const isOut = await isRetired(tx, project, { type: "model_version", id: version.id });
    const subject = { type: "deployment", id: wanted.id } as const;
    const related = [{ type: "deployment", id: from.id } as const, { type: "model_version", id: version.id } as const];
    const reasons = [
      ...signature.refused,
      ...(await missingDecisions(tx, project, [...related, ...earlierOf(version.id, standing)])),
      ...doubtReasons((await concernsOf(tx, project, version.id)).doubts),
      ...reasonsToRefuseRollback(from, { id: version.id, isRetired: isOut }, standing),
      ...(await idReasons(tx, project, wanted.id)),
    ];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "rollback", subject, related, reasons });
    }
    const earlier = standing.find((each) => each.isActed && !each.isRetired && each.versionId === version.id);
    const configSha256 = earlier?.configSha256 ?? null;
    const event = await decide(tx, acting, {
      action: "rollback",
      ...made({ id: wanted.id, version, target, configSha256 }, from.id, undefined),
      related,
      facts: { target, from: from.versionId, to: version.id, replaced: from.id, ...methodFact(signature) },
      ...comment(acting, wanted.reason),
      after: Stamp.parse(Math.max(from.stamp, version.stamp)),
    });
    return { outcome: "done", event, made: subject, gate: null };
  });
}
