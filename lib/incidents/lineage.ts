import { type ArtifactType, type Ref, refKey } from "@/graph-schema/names";
import { Digest } from "@/graph-schema/values";
import { artifactStore } from "@/lib/artifacts/open";
import { ContentDiffers, StoreFailure } from "@/lib/artifacts/store";
import { verified } from "@/lib/artifacts/verified";
import type { Environment } from "@/lib/contract/environment";
import type { ArtifactSummary, LineageReply } from "@/lib/contract/reply";
import { readEnvironment } from "@/lib/exchange/environment";
import { BadLockfile } from "@/lib/exchange/lockfile";
import type { ReadTx } from "@/lib/graph/session";
import { walk } from "@/lib/lineage/walk";
import type { Input } from "./snapshot";

const MOST_HOPS = 10;
const MOST_ARTIFACTS = 500;
const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;
const COMPARED: readonly ArtifactType[] = ["dataset_version", "commit", "environment"];

/** Everything upstream of a model version, as far as a walk goes. */
export interface Upstream {
  readonly nodes: readonly ArtifactSummary[];
  readonly inputs: readonly Input[];
  readonly derived: readonly (readonly [string, string])[];
  readonly truncated: boolean;
}

type Walked = Pick<LineageReply, "nodes" | "edges">;

/** What the runs of a lineage used, and which data was derived from which. Pure. */
function inputsIn({ nodes, edges }: Walked, run: string | null): Pick<Upstream, "inputs" | "derived"> {
  const byKey = new Map(nodes.map((node) => [refKey(node), node]));
  const used = edges.flatMap(({ rel, from, to, role }): Input[] => {
    const artifact = byKey.get(refKey(to));
    return rel === "USED" && artifact && COMPARED.includes(to.type)
      ? [{ artifact, role, isDirect: from.id === run }]
      : [];
  });
  const known = new Set(used.map(({ artifact }) => refKey(artifact)));
  const rest = nodes
    .filter((node) => COMPARED.includes(node.type) && !known.has(refKey(node)))
    .map((artifact): Input => ({ artifact, role: null, isDirect: false }));
  const derived = edges
    .filter(({ from, to }) => from.type === "dataset_version" && to.type === "dataset_version")
    .map(({ from, to }) => [from.id, to.id] as const);
  return { inputs: [...used, ...rest], derived: [...derived, ...throughRuns(edges)] };
}

/** A data set that a run made was derived from what the run used. */
function throughRuns(edges: Walked["edges"]): (readonly [string, string])[] {
  const made = edges.filter(({ rel, from }) => rel === "PRODUCED_BY" && from.type === "dataset_version");
  return made.flatMap(({ from, to: run }) =>
    edges
      .filter((edge) => edge.rel === "USED" && edge.from.id === run.id && edge.to.type === "dataset_version")
      .map(({ to }) => [from.id, to.id] as const),
  );
}

/** Walks up from a model version. */
export async function upstreamOf(tx: ReadTx, project: string, version: Ref, run: string | null): Promise<Upstream> {
  const reply = await walk(
    {
      project,
      focus: { type: version.type, id: version.id },
      direction: "upstream",
      depth: MOST_HOPS,
      types: undefined,
      q: undefined,
      limit: MOST_ARTIFACTS,
    },
    tx,
  );
  return { nodes: reply.nodes, ...inputsIn(reply, run), truncated: reply.truncated };
}

async function whole(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Only what somebody of this project brought: a digest alone must not open what others keep in the store. */
async function documentIn(project: string, { facts }: ArtifactSummary): Promise<Environment | undefined> {
  const digest = Digest.safeParse(facts.sha256);
  const sizeBytes = Number(facts.size_bytes);
  const store = artifactStore();
  try {
    if (!digest.success || !(sizeBytes <= MOST_DOCUMENT_BYTES) || !(await store.isClaimed(project, digest.data))) {
      return undefined;
    }
    const source = await store.open(digest.data);
    return source ? readEnvironment(await whole(verified({ digest: digest.data, sizeBytes }, source))) : undefined;
  } catch (error) {
    // Bytes that are not what is recorded are reconciliation's to tell; here they say nothing.
    if (error instanceof ContentDiffers || error instanceof StoreFailure || error instanceof BadLockfile) {
      return undefined;
    }
    throw error;
  }
}

/** The documents of captured environments, as far as the store has them and they are what is recorded. */
export async function environmentsOf(
  project: string,
  inputs: readonly Input[],
): Promise<ReadonlyMap<string, Environment>> {
  const found = new Map<string, Environment>();
  for (const { artifact } of inputs.filter((input) => input.artifact.type === "environment")) {
    const document = found.has(artifact.id) ? undefined : await documentIn(project, artifact);
    if (document) {
      found.set(artifact.id, document);
    }
  }
  return found;
}
