import { Refused } from "@/lib/client/errors";
import { askConsistency } from "@/lib/client/log";
import { type Check, type Evidence, type Pin, type SignedTree, unverifiable, type Verdict } from "./evidence";
import { noGrowth, type Tree, withGrowth, withoutGrowth } from "./growth";
import { inWorker } from "./jobs";
import { pinIntroduced, pinned, remember, seenTree } from "./pin";

/** Has the server prove that the log grew from the smaller of two trees to the larger, and checks what it says. */
async function growth(seen: Tree, tree: Tree): Promise<Check> {
  const [old, later] = seen.size <= tree.size ? [seen, tree] : [tree, seen];
  try {
    const { hashes } = await askConsistency(old.size, later.size);
    return await inWorker({ ask: "growth", old, tree: later, hashes });
  } catch (error) {
    // An honest log has both trees: what this browser saw was published.
    if (error instanceof Refused && error.status === 404) {
      return noGrowth(seen, tree);
    }
    throw error;
  }
}

/**
 * Sets a tree against the largest that this browser saw. One that is smaller may have been overtaken on its way, by the
 * answer to another tab: the server still has to show the larger one, and that it grew out of this.
 */
async function sinceLast(verdict: Verdict, tree: SignedTree): Promise<Verdict> {
  const seen = seenTree(tree.origin);
  if (!seen) {
    remember(tree);
    return verdict;
  }
  if (seen.size === tree.size && seen.root === tree.root) {
    return verdict;
  }
  try {
    const check =
      seen.size === tree.size
        ? await inWorker({ ask: "growth", old: seen, tree, hashes: [] })
        : await growth(seen, tree);
    if (check.holds) {
      remember(tree);
    }
    return withGrowth(verdict, check);
  } catch {
    return withoutGrowth(verdict);
  }
}

async function check(judged: (pin: Pin) => Promise<Verdict>): Promise<Verdict> {
  const pin = await pinned().catch(() => null);
  if (!pin) {
    return unverifiable("The log’s keys could not be fetched, and this browser has none pinned. Check again.");
  }
  const verdict = await judged(pin);
  const { tree } = verdict.figures;
  if (!tree || verdict.name === "invalid") {
    return verdict;
  }
  const since = await sinceLast(verdict, tree);
  if (since.introduces && (since.name === "valid" || since.name === "redacted")) {
    pinIntroduced(since.introduces);
  }
  return since;
}

const NOT_RUN = "The check could not be run in this browser.";

/** Checks in this browser what the server's answer shows of an event, and that the log only grew since the last time. */
export function checkEvidence(evidence: Evidence): Promise<Verdict> {
  return check((pin) => inWorker({ ask: "proof", evidence, pin })).catch(() => unverifiable(NOT_RUN));
}

/** Checks in this browser the published checkpoint, and that the log only grew since the last time. */
export function checkCheckpoint(note: string, shown: Tree): Promise<Verdict> {
  return check((pin) => inWorker({ ask: "checkpoint", note, shown, pin })).catch(() => unverifiable(NOT_RUN));
}
