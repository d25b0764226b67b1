import { setTimeout as pause } from "node:timers/promises";
import { closeGraph, write } from "@/lib/graph/session";
import { append, appendPlain } from "./append";
import { Clock } from "./clock";
import { testActor } from "./testing";

/**
 * For tests: an instance of its own. `writer.testing.ts PROJECT CLOCK_MS WRITERS` appends events until its standard input
 * ends, with a clock that is so much ahead: some by one statement, the others in transactions that stay open for a while
 * after their events got their stamps.
 */
const [project = "", aheadMs = "0", writers = "1"] = process.argv.slice(2);
Object.assign(globalThis, { pedigreeClock: new Clock(() => Date.now() + Number(aheadMs)) });

let isEnding = false;
process.stdin.on("end", () => {
  isEnding = true;
});
process.stdin.resume();

const actor = await testActor();
const draft = { project, actor, action: "observe", origin: "asserted", outcome: "done" } as const;
let appended = 0;

const drafts = Array<typeof draft>(2).fill(draft);

function slowly() {
  return write(async (tx) => {
    await append(tx, drafts);
    await pause(Math.random() * 20);
  });
}

async function writer(): Promise<void> {
  while (!isEnding) {
    const isTaken = appended % 4 === 0 && (await appendPlain(drafts));
    if (!isTaken) {
      await slowly();
    }
    appended += 2;
    console.log(`APPENDED ${appended}`);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, writer));
await closeGraph();
