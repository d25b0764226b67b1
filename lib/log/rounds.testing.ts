import { closeGraph } from "@/lib/graph/session";
import { directoryStorage } from "./directory";
import { round } from "./integrator";

/** For tests: integrates in a process of its own, which may die at PEDIGREE_CRASH_AT. */
const [root = "", me = ""] = process.argv.slice(2);
for (let done = await round(directoryStorage(root), me); done && done.added > 0; ) {
  done = await round(directoryStorage(root), me);
}
await closeGraph();
