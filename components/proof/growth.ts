import { hashOf } from "@/lib/tlog/hash";
import { verifyConsistency } from "@/lib/tlog/verify";
import type { Check, SignedTree, Verdict } from "./evidence";

export type Tree = Pick<SignedTree, "size" | "root">;

const WHAT = "The log only grew since this browser looked last";

/** Is the log that went back, or that forked, told from one that only grew? `hashes` are in base64. */
export function judgeGrowth(old: Tree, tree: Tree, hashes: readonly string[]): Check {
  const [oldRoot, root] = [hashOf(old.root), hashOf(tree.root)];
  const proof = hashes.map(hashOf).filter((hash) => hash !== undefined);
  const grew =
    oldRoot && root && proof.length === hashes.length
      ? verifyConsistency({ size: old.size, root: oldRoot }, { size: tree.size, root }, proof)
      : { valid: false as const, why: "a hash has not 32 bytes" };
  return grew.valid
    ? {
        what: WHAT,
        holds: true,
        more: `From ${old.size.toLocaleString("en")} entries to ${tree.size.toLocaleString("en")}.`,
      }
    : {
        what: WHAT,
        holds: false,
        more: `The log was changed behind this browser’s back: its checkpoint of ${tree.size.toLocaleString("en")} entries did not grow out of the one of ${old.size.toLocaleString("en")} that was seen here (${grew.why}).`,
      };
}

/** The check where the server has no proof of growth, which an honest log always has. */
export function noGrowth(seen: Tree, tree: Tree): Check {
  const more =
    tree.size < seen.size
      ? `The log went back: this browser saw a checkpoint of ${seen.size.toLocaleString("en")} entries, and now it has ${tree.size.toLocaleString("en")}.`
      : `The log offers no proof that it grew out of the checkpoint of ${seen.size.toLocaleString("en")} entries that was seen here.`;
  return { what: WHAT, holds: false, more };
}

/** The verdict with what was found about the log's growth. A log that did not merely grow proves nothing. */
export function withGrowth(verdict: Verdict, growth: Check): Verdict {
  const checks = [...verdict.checks, growth];
  return growth.holds ? { ...verdict, checks } : { ...verdict, name: "invalid", why: growth.more ?? "", checks };
}

/** The verdict where the growth could not be looked at; what was proven before stays to be read. */
export function withoutGrowth(verdict: Verdict): Verdict {
  const why = "The proof of the log’s growth could not be fetched. Check again.";
  return { ...verdict, name: "unverifiable", why, checks: [...verdict.checks, { what: WHAT, holds: null, more: why }] };
}
