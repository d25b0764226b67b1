// For tests, in a process of its own, which can be killed: `run.testing.ts HOME BYTES_PER_SECOND`.
import { closeGraph } from "@/lib/graph/session";
import { builtInActor } from "@/lib/identity/caller";
import { reconcile } from "./run";
import { fullRun } from "./store.testing";

const [home = "", bytesPerSecond = ""] = process.argv.slice(2);
await reconcile({
  ...fullRun(home, await builtInActor("system")),
  bytesPerSecond: Number(bytesPerSecond),
  keepMs: 0,
  onProgress: (done) => console.log(`compared ${done}`),
});
await closeGraph();
