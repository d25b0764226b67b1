import { z } from "zod";
import { instant } from "@/graph-schema/values";
import type { LogTail, Runner } from "@/lib/contract/reproduction";
import { autocommit, type ReadTx, type WriteTx } from "@/lib/graph/session";
import { LOCK } from "@/lib/ledger/queries";
import { FREE, KEEP, LEASES, RUNNERS, SEEN, TAKE } from "./queries";

/** A runner that says nothing for so long is taken for gone. */
const LEASE_MS = 60_000;
/** Who asked for work within this is there: runners ask every few seconds, and tell how far they are as often. */
const THERE_MS = 60_000;

/** Who works on a request now, and what was said so far. Operational, and no evidence. */
export interface Lease {
  readonly claim: string;
  readonly account: string;
  readonly isLive: boolean;
  readonly lines: readonly string[];
  readonly dropped: number;
}

const Row = z.object({
  id: z.string(),
  claim: z.string(),
  account: z.string(),
  isLive: z.boolean(),
  lines: z.array(z.string()),
  dropped: z.int(),
});

const PREFIX = "reproduction ";

/** Holds off everybody else who asks for, takes up, takes back or ends a request until this transaction ends. */
export function lockRequests(tx: WriteTx): Promise<void> {
  return tx.run(LOCK, { key: "reproductions" });
}

/** Who works on these requests, by the request. */
export async function leasesOf(tx: ReadTx, requests: readonly string[]): Promise<ReadonlyMap<string, Lease>> {
  const ids = requests.map((id) => `${PREFIX}${id}`);
  const rows = ids.length > 0 ? await tx.rows(LEASES, { ids }, Row) : [];
  return new Map(rows.map(({ id, ...lease }) => [id.slice(PREFIX.length), lease]));
}

/** Gives the request to whoever shows `claim`. */
export function lease(tx: WriteTx, request: string, runner: Pick<Lease, "claim" | "account">): Promise<void> {
  return tx.run(TAKE, { id: `${PREFIX}${request}`, ...runner, leaseMs: LEASE_MS });
}

/** Forgets who worked on these requests: they are over. */
export function free(tx: WriteTx, requests: readonly string[]): Promise<void> {
  return tx.run(FREE, { ids: requests.map((id) => `${PREFIX}${id}`) });
}

/** Renews the lease of whoever shows `claim`, and keeps the log as it is now. */
export function renew(tx: WriteTx, request: string, claim: string, log: LogTail): Promise<void> {
  return tx.run(KEEP, { id: `${PREFIX}${request}`, claim, leaseMs: LEASE_MS, ...log });
}

/** Notes that `account` asked for work of `projects` (null is all). Each of its tokens may be of other ones. */
export async function noteRunner(account: string, projects: readonly string[] | null): Promise<void> {
  await autocommit(SEEN, { account, projects, of: projects ? [...projects].sort().join(" ") : "*" });
}

/** When a runner last asked for work that may be of `project`. */
export async function runnerOf(tx: ReadTx, project: string): Promise<Runner> {
  const [row] = await tx.rows(RUNNERS, { project }, z.object({ askedAt: z.int().nullable() }));
  const at = row?.askedAt ?? null;
  return { askedAt: at === null ? null : instant(at), isThere: at !== null && Date.now() - at < THERE_MS };
}
