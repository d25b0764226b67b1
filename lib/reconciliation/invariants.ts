import type { z } from "zod";
import type { ACTIONS } from "@/graph-schema/actions";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { read } from "@/lib/graph/session";
import { raiseFirst } from "@/lib/log/findings";
import { publishedCheckpoint } from "@/lib/log/proofs";
import { hashReader } from "@/lib/log/publish";
import type { LogStorage } from "@/lib/log/storage";
import { sweepLog } from "@/lib/log/sweep";
import { lastVerification } from "@/lib/log/verification";
import { base64 } from "@/lib/tlog/hash";
import { rootHash } from "@/lib/tlog/tree";

type Facts = z.infer<typeof ACTIONS.reconcile.facts>;
type Invariants = Pick<Facts, "log" | "log_size" | "log_root" | "log_breaches">;

interface Verifying {
  readonly system: EnvelopeActor;
  readonly storage: LogStorage;
  /** The last verification counts when it ended later (ms since 1970). */
  readonly since: number;
  onProgress(): Promise<void>;
}

/**
 * What the log's invariants come to: those of the last verification of the whole log, or of one that is made now. What is wrong
 * is a finding. Before the first checkpoint there is nothing to check.
 */
export async function invariants({ system, storage, since, onProgress }: Verifying): Promise<Invariants> {
  const last = await read(lastVerification);
  const { size, found } =
    last && Date.parse(last.at) >= since
      ? last
      : await sweepLog(storage, {
          onProgress,
          async onBreaches(breaches) {
            await raiseFirst(system, breaches);
          },
        });
  const published = await publishedCheckpoint(storage);
  if (found > 0) {
    return { log: "invalid", log_size: size, log_breaches: found };
  }
  if (!published || size > published.tree.size) {
    return { log: "not_checked" };
  }
  const root = await rootHash(hashReader(storage, published.tree.size), size);
  return { log: "valid", log_size: size, log_root: base64(root), log_breaches: 0 };
}
