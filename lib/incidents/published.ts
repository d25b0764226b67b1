import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import type { Digest } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { provenEnvelopes } from "@/lib/ledger/proven";
import { PUBLISHED } from "./queries";

const Row = z.object({ note: z.string() });

/** Why an action may not name the policy `policy`: nobody published it in the project. */
export async function reasonsNotPublished(tx: ReadTx, project: string, policy: Digest | undefined): Promise<Reason[]> {
  if (policy === undefined) {
    return [];
  }
  const id = `policy:${policy.slice("sha256:".length)}`;
  const rows = await tx.rows(PUBLISHED, { project, id }, Row);
  const events = await provenEnvelopes(rows.map(({ note }) => note));
  const isPublished = events.some(
    (event) => event?.action === "publish_policy" && event.subject?.id === id && event.project === project,
  );
  return isPublished ? [] : [reason("policy_not_published", { policy, pointer: "/policySha256" })];
}
