import { setTimeout as pause } from "node:timers/promises";
import { closeGraph, write } from "@/lib/graph/session";
import { append } from "./append";
import { Clock } from "./clock";
import { testActor } from "./testing";

/**
 * For tests: an instance of its own. `writer.testing.ts PROJECT CLOCK_MS WRITERS` appends events until its standard input
 * ends, with a clock that is so much ahead; its transactions stay open for a while after their events got their stamps.
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

async function writer(): Promise<void> {
  while (!isEnding) {
    await write(async (tx) => {
      await append(tx, Array<typeof draft>(2).fill(draft));
      await pause(Math.random() * 20);
    });
    appended += 2;
    console.log(`APPENDED ${appended}`);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, writer));
await closeGraph();
