import { z } from "zod";
import { Digest, Stamp } from "@/graph-schema/values";
import { NotFound, reason } from "@/lib/errors";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { decisionsAbout } from "@/lib/ledger/chain";
import { lockSubject } from "@/lib/ledger/decision";
import { Deployed, endings } from "@/lib/lineage/standing";
import { DEPLOYMENTS, EXISTS, VERSION } from "./queries";

const VersionRow = z.object({
  id: z.string(),
  sha256: Digest.nullable(),
  stamp: Stamp,
  model: z.string().nullable(),
});

const Row = z.object({
  versionId: z.string(),
  stamp: Stamp,
  configSha256: z.string().nullable(),
  deployed: Deployed,
});
/** A deployment at its target, with whether it still stands there. */
export interface Standing extends Omit<z.infer<typeof Row>, "deployed"> {
  readonly id: string;
  readonly target: string;
  readonly isActed: boolean;
  readonly isRetired: boolean;
  readonly isLive: boolean;
}
export const DeploymentRow = z.object({
  id: z.string(),
  target: z.string().nullable(),
  configSha256: Digest.nullable(),
  stamp: Stamp,
  versionId: z.string(),
  model: z.string().nullable(),
});

/** What a new deployment needs, whichever act makes it. */
interface NewDeployment {
  readonly id: string;
  readonly version: z.infer<typeof VersionRow>;
  readonly target: string;
  readonly configSha256: string | null;
}

/**
 * Deployments of `model`, newest first, what was deployed by an act before what is only asserted. Of retirements only
 * acts count.
 */
export async function deploymentsOf(tx: ReadTx, project: string, model: string): Promise<Standing[]> {
  const rows = await tx.rows(DEPLOYMENTS, { project, model }, Row);
  const acted = rows.map(({ deployed }) => ({
    ...deployed,
    retirements: deployed.retirements.filter(({ origin }) => origin === "acted"),
  }));
  const ended = endings(acted);
  return rows.map(({ deployed: { id, target, origin, retirements }, ...row }) => ({
    ...row,
    id,
    target,
    isActed: origin === "acted",
    isRetired: retirements.some((each) => each.origin === "acted"),
    isLive: !ended.has(id),
  }));
}

/** Deployments of `model` to `target`, in the order of {@link deploymentsOf}. */
export async function standingOf(tx: ReadTx, project: string, model: string | null, target: string) {
  const all = model === null ? [] : await deploymentsOf(tx, project, model);
  return all.filter((each) => each.target === target);
}

/** Was the artifact taken out of use? Only an act retires; an assertion that it was retired elsewhere stops nobody. */
export async function isRetired(tx: ReadTx, project: string, ref: { readonly type: string; readonly id: string }) {
  const { taken } = await decisionsAbout(tx, project, ref);
  return taken.some(({ action }) => action === "retire");
}

const DEPLOYING = new Set(["deploy", "rollback"]);

/**
 * `standing`, in which deployments of `version` are called acted only where a signed act deployed them there, and retired
 * where one retired them.
 */
export function provenStanding(tx: ReadTx, project: string, standing: readonly Standing[], version: string) {
  return Promise.all(
    standing.map(async (each): Promise<Standing> => {
      if (each.versionId !== version) {
        return each;
      }
      const { taken } = await decisionsAbout(tx, project, { type: "deployment", id: each.id });
      const isActed = taken.some(
        ({ action, facts, links }) =>
          DEPLOYING.has(action) &&
          facts?.target === each.target &&
          links?.some(({ rel, from, to }) => rel === "DEPLOYED" && from.id === each.id && to.id === version),
      );
      return { ...each, isActed, isRetired: taken.some(({ action }) => action === "retire") };
    }),
  );
}

/** The recorded model version `id`. */
export async function versionOf(tx: ReadTx, project: string, id: string) {
  const [version] = await tx.rows(VERSION, { project, id }, VersionRow);
  if (!version) {
    throw new NotFound(`model version ${id}`);
  }
  return version;
}

/** One decision at a time about what is live: taken before what stands there is read. */
export function lockTarget(tx: WriteTx, project: string, model: string | null, target: string): Promise<void> {
  return lockSubject(tx, project, { type: "target", id: `${model}/${target}` });
}

/** An id is given once; the record never overwrites. */
export async function idReasons(tx: ReadTx, project: string, id: string) {
  const [row] = await tx.rows(EXISTS, { project, type: "deployment", id }, z.object({ exists: z.boolean() }));
  return row?.exists ? [reason("id_taken", { id })] : [];
}

/** The artifact and relationships of a new deployment; it replaces what is live at its target. */
export function made(deployment: NewDeployment, replaced: string | undefined, request: string | undefined) {
  const self = { type: "deployment", id: deployment.id } as const;
  const { target, configSha256, version } = deployment;
  return {
    subject: self,
    created: [{ ...self, facts: { target, ...(configSha256 ? { config_sha256: configSha256 } : {}) } }],
    links: [
      { rel: "DEPLOYED" as const, from: self, to: { type: "model_version" as const, id: version.id } },
      ...(replaced
        ? [{ rel: "REPLACED" as const, from: self, to: { type: "deployment" as const, id: replaced } }]
        : []),
      ...(request
        ? [{ rel: "AUTHORISED_BY" as const, from: self, to: { type: "promotion_request" as const, id: request } }]
        : []),
    ],
  };
}
