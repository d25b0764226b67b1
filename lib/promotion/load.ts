import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { type Instant, instant, instantOf, type Stamp } from "@/graph-schema/values";
import type { RequiredAttestation } from "@/lib/contract/policy";
import { NotFound } from "@/lib/errors";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { canonicalJson, sha256 } from "@/lib/hash";
import { decisionsAbout } from "@/lib/ledger/chain";
import { lockSubject } from "@/lib/ledger/decision";
import { type OpenFinding, openFindings } from "@/lib/log/findings";
import { type Asked, findAsked } from "./asked";
import { type Attested, attestedBefore, attestedOf } from "./attested";
import type { AttestationView, Binding, Promotion } from "./case";
import { counted } from "./checks/approvals";
import { approvalOf, overridesIn, type ProvenAct, stageReached, type Verdict, verdicts } from "./decisions";
import { standingOf } from "./deployments";
import { concernsOf } from "./doubts";
import { type InForce, policyInForce } from "./inForce";
import { ruleFor } from "./policy";
import { VERSION_OF_REQUEST } from "./queries";
import { warningsOf } from "./warned";

/** A promotion request with all that was decided about it. */
export interface LoadedPromotion {
  readonly asked: Asked;
  readonly promotion: Promotion;
  readonly inForce: InForce;
  readonly approvals: readonly (ProvenAct & { readonly isAutomated: boolean; readonly counts: boolean })[];
  readonly rejections: readonly ProvenAct[];
  /** Everything that was decided or said about it, in its order. */
  readonly decisions: readonly Envelope[];
}

/** The attestations of the version that is live where the request wants to go, where the rule compares with it. */
async function liveOf(tx: ReadTx, project: string, asked: Asked, claims: readonly string[]) {
  if (claims.length === 0) {
    return { live: null, gaps: [] };
  }
  const standing = await standingOf(tx, project, asked.transition.model, asked.transition.toStage);
  const live = standing.find((each) => each.isLive && each.isActed && each.versionId !== asked.versionId);
  if (!live) {
    return { live: null, gaps: [] };
  }
  const { latest, gaps } = await attestedOf(tx, project, live.versionId, claims);
  return { live: { version: live.versionId, attestations: latest }, gaps };
}

/** The evaluations before the latest ones, where the rule bounds a metric of each group: none of their groups may be left out. */
async function beforeLatest(
  tx: ReadTx,
  project: string,
  version: string,
  { wanted, latest }: { wanted: readonly RequiredAttestation[]; latest: readonly AttestationView[] },
): Promise<AttestationView[]> {
  const grouped = wanted.filter(({ thresholds }) => thresholds.some(({ perGroup, groups }) => perGroup && !groups));
  const found = latest
    .filter(({ claim }) => grouped.some((each) => each.claim === claim))
    .map(({ claim, stamp }) => attestedBefore(tx, project, version, { claims: [claim], stamp }));
  return (await Promise.all(found)).flat();
}

function bindingOf(asked: Asked, inForce: InForce, { latest }: Attested): Binding {
  const events = latest.map(({ eventSha256 }) => eventSha256).sort();
  return { subjectSha256: asked.versionSha256, policy: inForce.digest, evidenceSha256: sha256(canonicalJson(events)) };
}

/** The recorder's clock, which never lies before what is decided on. */
function nowAfter(stamp: Stamp): Instant {
  return instant(Math.max(Date.now(), Date.parse(instantOf(stamp))));
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

/** What every request of a project is looked at with. */
export interface Around {
  readonly inForce: InForce;
  readonly findings: readonly OpenFinding[];
}

/** What is read once for all requests of a list. */
export async function aroundOf(tx: ReadTx, project: string): Promise<Around> {
  const [inForce, findings] = await Promise.all([policyInForce(tx, project), openFindings(tx)]);
  return { inForce, findings };
}

/** As {@link loadPromotion}; undefined where no signed event made such a request. */
export async function loadIfProven(
  tx: ReadTx,
  project: string,
  id: string,
  around?: Around,
): Promise<LoadedPromotion | undefined> {
  const [asked, { inForce, findings }] = await Promise.all([
    findAsked(tx, project, id),
    around ?? aroundOf(tx, project),
  ]);
  if (!asked) {
    return undefined;
  }
  const version = await decisionsAbout(tx, project, { type: "model_version", id: asked.versionId });
  const provenStage = stageReached(version.taken);
  const rule = ruleFor(inForce.document, { ...asked.transition, provenStage });
  const wanted = rule?.attestations ?? [];
  const claims = wanted.map(({ claim }) => claim);
  const compared = wanted.filter(({ thresholds }) =>
    thresholds.some(({ worseThanLiveByAtMost, perGroup }) => worseThanLiveByAtMost !== undefined || perGroup),
  );
  const [request, attested, concerns, warned, live] = await Promise.all([
    decisionsAbout(tx, project, { type: "promotion_request", id }),
    attestedOf(tx, project, asked.versionId, claims),
    concernsOf(tx, project, asked.versionId, findings),
    warningsOf(tx, project, asked.versionId, rule?.warnings?.kinds ?? []),
    liveOf(
      tx,
      project,
      asked,
      compared.map(({ claim }) => claim),
    ),
  ]);
  const before = await beforeLatest(tx, project, asked.versionId, { wanted, latest: attested.latest });
  const approvals = verdicts(request.taken, "approve", id);
  const rejections = verdicts(request.taken, "reject", id);
  const promotion: Promotion = {
    id,
    requested: asked,
    policy: inForce.digest,
    policySince: inForce.published?.stamp ?? 0,
    rule,
    provenStage,
    model: asked.transition.model,
    isDataKnown: warned.isDataKnown,
    now: nowAfter(asked.stamp),
    binding: bindingOf(asked, inForce, attested),
    approvals: approvals.map(approvalOf),
    rejections: rejections.length,
    promotions: version.taken.filter(
      ({ action, related }) => action === "promote" && related?.some((each) => each.id === id),
    ).length,
    isWithdrawn: request.taken.some(({ action }) => action === "withdraw"),
    isOver: request.taken.some(({ action }) => action === "expire"),
    isRetired: version.taken.some(({ action }) => action === "retire"),
    isDigestKnown: asked.versionSha256 !== undefined,
    isSubjectChanged: asked.requestedSha256 !== asked.versionSha256,
    attestations: attested.latest,
    before,
    onlyAsserted: attested.onlyAsserted,
    live: live.live,
    warnings: warned.warnings,
    overrides: overridesIn(request.taken),
    gaps: [
      ...asked.gaps,
      ...request.missing,
      ...version.missing,
      ...inForce.gaps,
      ...attested.gaps,
      ...warned.gaps,
      ...live.gaps,
    ],
    ...concerns,
  };
  const counting = new Set(rule ? counted(promotion, rule).map(({ stamp }) => stamp) : []);
  const said = ({ event, ...act }: Verdict) => ({
    ...act,
    isAutomated: event.actor.type === "service",
    counts: counting.has(event.stamp),
  });
  return { asked, promotion, inForce, approvals: approvals.map(said), rejections, decisions: request.taken };
}

/** The request `id` as {@link loadPromotion} has it, once nobody else can decide on it or retire its version. */
export async function lockPromotion(tx: WriteTx, project: string, id: string): Promise<LoadedPromotion> {
  await lockSubject(tx, project, { type: "promotion_request", id });
  for (const version of await tx.rows(VERSION_OF_REQUEST, { project, id }, z.object({ id: z.string() }))) {
    await lockSubject(tx, project, { type: "model_version", id: version.id });
  }
  return loadPromotion(tx, project, id);
}
