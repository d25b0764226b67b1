import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import { NotFound } from "@/lib/errors";
import { artifactUrn } from "@/lib/exchange/exported";
import { eventUrn, type GateDecision, type Rested, verificationSummary } from "@/lib/exchange/vsa";
import { type ReadTx, read } from "@/lib/graph/session";
import { canonicalJson } from "@/lib/hash";
import { publicKeys, signStatement } from "@/lib/keys/client";
import { decisionsAbout } from "@/lib/ledger/chain";
import type { DsseEnvelope } from "@/lib/tlog/dsse";
import { attestedBefore } from "./attested";
import { gateOf } from "./gate";
import { type LoadedPromotion, loadPromotion } from "./load";
import { policyId } from "./policy";
import { provenEvents } from "./proven";

/** What stands in the event by which it was carried out. */
const Bound = z.object({
  subject_sha256: Digest.optional(),
  policy: Digest.optional(),
  overridden: z.array(z.string()).default([]),
});
const RESTED_ON = new Set(["request_promotion", "approve", "override"]);

/** By which event the request was carried out; undefined while it was not. */
async function carriedOut(tx: ReadTx, project: string, { asked, promotion }: LoadedPromotion) {
  const { taken } = await decisionsAbout(tx, project, { type: "model_version", id: asked.versionId });
  const isOfIt = ({ action, related = [] }: Envelope) =>
    action === "promote" && related.some(({ id }) => id === promotion.id);
  return taken.find(isOfIt);
}

/** The decisions about the request, and the attestations that its rule wants, as they were when it was decided. */
async function restsOn(
  tx: ReadTx,
  project: string,
  { asked, promotion, decisions }: LoadedPromotion,
  until: number,
): Promise<Rested[]> {
  const acts = decisions.filter(({ action, stamp }) => RESTED_ON.has(action) && stamp < until);
  const proven = await provenEvents(
    tx,
    project,
    acts.map(({ id }) => id),
  );
  const claims = promotion.rule?.attestations.map(({ claim }) => claim) ?? [];
  const attested = await attestedBefore(tx, project, asked.versionId, { claims, stamp: until });
  return [
    ...acts.flatMap(({ id }) => {
      const digest = Digest.safeParse(proven.get(id)?.digest).data;
      return digest ? [{ uri: eventUrn(id), sha256: digest }] : [];
    }),
    ...attested.map(({ id, eventSha256 }) => ({
      uri: artifactUrn(project, { type: "attestation", id }),
      sha256: eventSha256,
    })),
  ];
}

async function decisionOn(tx: ReadTx, project: string, id: string): Promise<Omit<GateDecision, "origin">> {
  const loaded = await loadPromotion(tx, project, id);
  const { asked, promotion, inForce } = loaded;
  const promoted = await carriedOut(tx, project, loaded);
  const bound = Bound.parse(promoted?.facts ?? {});
  const versionSha256 = promoted ? bound.subject_sha256 : asked.versionSha256;
  if (!versionSha256) {
    throw new NotFound(`a summary of ${id}: no SHA-256 of ${asked.versionId} is recorded`);
  }
  const policy = bound.policy ?? inForce.digest;
  const checks = gateOf(promotion).checks.map(({ state }) => state);
  const isOverridden = promoted ? bound.overridden.length > 0 : checks.includes("overridden");
  const isOpen = promoted !== undefined || !checks.includes("unmet");
  return {
    project,
    version: { type: "model_version", id: asked.versionId },
    versionSha256,
    at: promoted?.recorded_at ?? promotion.now,
    policy: { id: policyId(policy), sha256: policy },
    rests: await restsOn(tx, project, loaded, promoted?.stamp ?? Number.MAX_SAFE_INTEGER),
    outcome: isOpen ? (isOverridden ? "overridden" : "open") : "shut",
  };
}

/**
 * What the gate decided about the request `id`, as a SLSA verification summary in DSSE under the recorder's key: of one that was carried out as it
 * was then, of any other as it is now.
 */
export async function summarise(project: string, id: string): Promise<DsseEnvelope> {
  const [{ origin }, decision] = await Promise.all([publicKeys(), read((tx) => decisionOn(tx, project, id))]);
  return signStatement(canonicalJson(verificationSummary({ ...decision, origin })));
}
