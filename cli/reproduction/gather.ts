import { Refused, type Remote } from "@/cli/remote/remote";
import type { Reason } from "@/graph-schema/envelope";
import { refKey } from "@/graph-schema/names";
import { Metrics } from "@/graph-schema/values";
import { ContentDiffers } from "@/lib/artifacts/store";
import { verified } from "@/lib/artifacts/verified";
import { type ContentReply, ContentsReply } from "@/lib/contract/contents";
import { ArtifactReply, type TraceReply } from "@/lib/contract/reply";
import { reason } from "@/lib/errors";
import type { Answer } from "@/lib/reproduction/compare";
import { parseContract } from "@/lib/reproduction/contract";
import { type Attached, carriersIn, contractOf, type Plan, planOf, withMetrics } from "@/lib/reproduction/plan";

/** A plan with the digest of the contract that it follows, or what is missing. */
export type Gathered = { readonly plan: Plan; readonly contract: string } | { readonly missing: readonly Reason[] };

/** A contract is a page of text, not a file. */
const MOST_BYTES = 1_000_000;

async function attachedTo(app: Remote, trace: TraceReply): Promise<Attached> {
  const attached = new Map<string, ContentsReply["contents"]>();
  for (const { type, id } of carriersIn(trace)) {
    const { contents } = await app.ask(ContentsReply, ["artifacts", type, id, "contents"]);
    attached.set(refKey({ type, id }), contents);
  }
  return attached;
}

/** The bytes of the contract; undefined where they are not what is recorded. */
async function contractBytes(app: Remote, version: string, content: ContentReply): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  try {
    const source = await app.open(["artifacts", "model_version", version, "contents", content.digest]);
    for await (const piece of verified(content, source)) {
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof ContentDiffers || error instanceof Refused) {
      return undefined;
    }
    throw error;
  }
}

/** The metrics that the run was told to have at its end, or later. */
async function metricsOf(app: Remote, { run }: TraceReply): Promise<Answer> {
  const later = run ? (await app.ask(ArtifactReply, ["artifacts", run.type, run.id])).later : [];
  return Object.assign({}, ...later.map(({ facts }) => Metrics.safeParse(facts.metrics).data ?? {}));
}

/** Finds out what it takes to run a prediction again, or what is missing. Nothing but the scoring contract is fetched. */
export async function gather(app: Remote, trace: TraceReply, isTrained: boolean): Promise<Gathered> {
  const version = trace.modelVersion?.id;
  if (version === undefined) {
    return { missing: [reason("step_not_recorded", { step: "model_version" })] };
  }
  const attached = await attachedTo(app, trace);
  const content = contractOf(trace, attached);
  if (!content || content.sizeBytes > MOST_BYTES || content.held !== "store") {
    return { missing: [reason("contract_missing", { id: version })] };
  }
  const bytes = await contractBytes(app, version, content);
  if (!bytes) {
    return { missing: [reason("part_broken", { part: "contract", digest: content.digest })] };
  }
  const parsed = parseContract(bytes);
  if ("why" in parsed) {
    return { missing: [reason("contract_malformed", { why: parsed.why })] };
  }
  const plan = planOf(trace, attached, parsed.contract, isTrained);
  if ("missing" in plan) {
    return plan;
  }
  const isMeasured = isTrained && parsed.contract.training?.metrics !== undefined;
  const measured = isMeasured ? withMetrics(plan, await metricsOf(app, trace)) : plan;
  return "missing" in measured ? measured : { plan: measured, contract: content.digest };
}
