import { z } from "zod";
import type { ReadTx } from "@/lib/graph/session";
import { JsonText } from "@/lib/graph/stored";
import { ORIGINS_OF_VERSION } from "./queries";
import { StoredArtifact } from "./summary";

const Finish = JsonText.pipe(z.object({ metrics: z.record(z.string(), z.json()).optional() }));
const Row = z.object({
  run: StoredArtifact.nullable(),
  /** Null, too, where somebody wrote what the recorder never does. */
  finish: Finish.nullable().catch(null),
  inputs: z.array(z.object({ role: z.string().nullable(), artifact: StoredArtifact })),
});

/** What a model version was made from, as far as it is recorded: its run and what that used. */
export async function originsOf(tx: ReadTx, project: string, version: string) {
  const [row] = await tx.rows(ORIGINS_OF_VERSION, { project, id: version }, Row);
  const inputs = row?.inputs ?? [];
  const ofType = (type: string) =>
    inputs.filter(({ artifact }) => artifact.type === type).map(({ artifact }) => artifact);
  return {
    run: row?.run ?? null,
    metrics: row?.finish?.metrics ?? null,
    datasets: ofType("dataset_version"),
    environments: ofType("environment"),
    commits: inputs
      .filter(({ artifact }) => artifact.type === "commit")
      .map(({ role, artifact }) => ({ ...artifact, role })),
  };
}
