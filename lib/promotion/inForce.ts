import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import type { Digest, Instant } from "@/graph-schema/values";
import { PolicyDocument } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { latestEvents, latestKey } from "@/lib/ledger/latest";
import { DEFAULT_POLICY, policyId, policyText } from "./policy";
import { POLICY } from "./queries";

/** The policy that decides in a project now. */
export interface InForce {
  readonly digest: Digest;
  readonly document: PolicyDocument;
  /** By which event it was published last; null for the default one, which nobody had to publish. */
  readonly published: { readonly eventId: string; readonly recordedAt: Instant; readonly stamp: number } | null;
  /** Why nothing can be decided: the policy or its publication is gone from the database. */
  readonly gaps: readonly Reason[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The policy `id` as it is stored; its name says whether it is what was published. */
export async function storedPolicy(tx: ReadTx, project: string, id: string) {
  const [row] = await tx.rows(POLICY, { project, id }, z.object({ document: z.string() }));
  const digest = row && sha256(row.document);
  // Producers may record policies of elsewhere, whose text need not be one.
  const document =
    row && digest && policyId(digest) === id ? PolicyDocument.safeParse(parsed(row.document)).data : undefined;
  return digest && document ? { digest, document } : undefined;
}

/** The policy in force in `project`: what was published last, as is known outside of the database; the default where nothing was. */
export async function policyInForce(tx: ReadTx, project: string): Promise<InForce> {
  const name = latestKey.policy(project);
  const event = (await latestEvents(tx, [name])).get(name);
  const byDefault = { digest: policyText(DEFAULT_POLICY).digest, document: DEFAULT_POLICY, published: null };
  if (event === undefined) {
    return { ...byDefault, gaps: [] };
  }
  const id = event === "gone" ? undefined : event.envelope.subject?.id;
  const stored = id === undefined ? undefined : await storedPolicy(tx, project, id);
  if (event === "gone" || !stored) {
    return { ...byDefault, gaps: [reason("policy_gone")] };
  }
  const { id: eventId, recorded_at: recordedAt, stamp } = event.envelope;
  return { ...stored, published: { eventId, recordedAt, stamp }, gaps: [] };
}
