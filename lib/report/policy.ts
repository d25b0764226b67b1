import { z } from "zod";
import type { Digest } from "@/graph-schema/values";
import type { PolicyDocument } from "@/lib/contract/policy";
import type { ReadTx } from "@/lib/graph/session";
import { storedPolicy } from "@/lib/promotion/inForce";
import { DEFAULT_POLICY, policyText } from "@/lib/promotion/policy";
import type { Position } from "./position";
import { PUBLISHED_BEFORE } from "./queries";

/** The policy that decided at a position of the log. */
export interface PolicyAsOf {
  readonly digest: Digest;
  readonly document: PolicyDocument;
  /** The event that published it; null for the default one, which nobody had to publish. */
  readonly eventId: string | null;
}

const Row = z.object({ eventId: z.string(), id: z.string() });

/** What was published last before the position; the default policy where nothing was, undefined where its text is gone. */
export async function policyAsOf(tx: ReadTx, project: string, { asOf }: Position): Promise<PolicyAsOf | undefined> {
  const [row] = await tx.rows(PUBLISHED_BEFORE, { project, stamp: asOf.stamp }, Row);
  if (!row) {
    return { digest: policyText(DEFAULT_POLICY).digest, document: DEFAULT_POLICY, eventId: null };
  }
  const stored = await storedPolicy(tx, project, row.id);
  return stored && { ...stored, eventId: row.eventId };
}
