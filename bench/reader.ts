import { serveApi } from "@/cli/sample/app.testing";

/**
 * A process that answers through the one door. With `unaudited` as its argument the door's records go nowhere: no such
 * switch exists in the product, so this process puts a committer that commits nothing in its place.
 */
if (process.argv[2] === "unaudited") {
  const nothing = { id: "", stamp: 0, recordedAt: "", eventSha256: "" };
  const idle = {
    submit: async (job: { decide(known: unknown): { answer(recorded: unknown[]): unknown } }) =>
      job.decide(new Map()).answer([nothing]),
  };
  Object.assign(globalThis, { pedigreeCommitter: idle });
}

const { url } = await serveApi();
console.log(`PORT ${new URL(url).port}`);
