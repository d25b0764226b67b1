import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Witness } from "@/lib/env/values";
import { verifyEd25519 } from "@/lib/keys/note";
import { BUILD_TIMEOUT_MS } from "@/lib/programs.testing";
import { checkpointText, openCheckpoint } from "@/lib/tlog/checkpoint";
import { builtJudge } from "@/lib/tlog/judge.testing";
import { vkeyText } from "@/lib/tlog/note";
import { cosigner, keyNamed, noteOf, signed } from "@/lib/tlog/notes.testing";
import { answersTo } from "@/lib/tlog/questions.testing";
import { consistencyProof, rootHash } from "@/lib/tlog/tree";
import { read, readUniform } from "@/lib/tlog/trees.testing";
import { witnessBreaches } from "./compare";
import { type LiteWitness, liteWitness } from "./litewitness.testing";
import { Witnesses } from "./witnesses";

const origin = "log.example/a";
const log = keyNamed(origin);

let running: LiteWitness[] = [];
let told: string[] = [];
const tell = (what: string) => told.push(what);

beforeAll(async () => {
  await builtJudge();
  running = await Promise.all([
    liteWitness("witness.example/one", log.verifier),
    liteWitness("witness.example/two", log.verifier),
  ]);
}, BUILD_TIMEOUT_MS);
afterAll(() => Promise.all(running.map((each) => each.remove())));
beforeEach(() => {
  told = [];
});

function all(): Witness[] {
  return running.map(({ witness }) => witness);
}

/** The log's checkpoint of `size` entries by its real key; of another log with the same name where another reader is given. */
async function checkpoint(size: number, reader = read) {
  const tree = { origin, size, root: await rootHash(reader, size) };
  const text = checkpointText(tree);
  const note = noteOf(text, [signed(text, log)]);
  return { note, size, tree, proveFrom: (old: number) => consistencyProof(reader, old, size) };
}

function witnessesOf(note: string): string[] {
  const trust = { origin, logKeys: [log.verifier], witnessKeys: all().map(({ key }) => key) };
  const opened = openCheckpoint(note, trust, verifyEd25519);
  return opened.valid ? opened.witnesses.map(({ name }) => name) : [opened.why];
}

const NAMES = ["witness.example/one", "witness.example/two"];

test("each witness cosigns the log as it grows, and Go accepts the cosigned checkpoints", async () => {
  const witnesses = new Witnesses(all(), 2, tell);
  for (const size of [1, 7, 8, 300]) {
    const { note, isEnough } = await witnesses.cosign(await checkpoint(size));
    expect(isEnough).toBe(true);
    expect(witnessesOf(note)).toEqual(NAMES);
    const question = {
      kind: "checkpoint",
      note,
      vkey: vkeyText(log.verifier),
      origin,
      witnesses: all().map(({ key }) => vkeyText(key)),
    };
    expect(await answersTo([{ question, ours: true }])).toEqual([true]);
  }
  expect(told).toEqual([]);
});

test("a process that forgot what the witnesses have seen is told by them", async () => {
  const { note, isEnough } = await new Witnesses(all(), 2, tell).cosign(await checkpoint(301));
  expect(isEnough).toBe(true);
  expect(witnessesOf(note)).toEqual(NAMES);
});

test("a log that was rolled back is refused, though its own key signed it", async () => {
  const back = await checkpoint(5);
  const { isEnough, breach } = await new Witnesses(all(), 0, tell).cosign(back);
  expect({ isEnough, breach }).toEqual({
    isEnough: false,
    breach: "the witness witness.example/one has seen a larger log: 301 entries, not 5",
  });
  const own = { ...back, trust: { origin, logKeys: [log.verifier] }, rootOf: async () => back.tree.root };
  const compared = await witnessBreaches(new Witnesses(all(), 0, tell), { ...own, sizeNow: async () => 5 });
  expect(compared).toEqual(NAMES.map((name) => ({ kind: "witness_ahead", detail: `${name}: 301 entries` })));
  expect(await witnessBreaches(new Witnesses(all(), 0, tell), { ...own, sizeNow: async () => 301 })).toEqual([]);
});

test("another history is refused, though the log's key signed it: of the same size, and of a larger one", async () => {
  for (const size of [301, 400]) {
    const forked = await checkpoint(size, readUniform);
    const { isEnough, breach } = await new Witnesses(all(), 0, tell).cosign(forked);
    expect({ isEnough, breach }).toEqual({
      isEnough: false,
      breach: "the witness witness.example/one has seen another log",
    });
  }
  const forked = await checkpoint(301, readUniform);
  expect(await new Witnesses(all(), 0, tell).witnessedSizes(forked.note, 301)).toEqual(
    NAMES.map((witness) => ({ witness, what: "differs" })),
  );
});

test("a witness that is down holds nothing up unless the quorum needs it, and cosigns again when it is back", async () => {
  await running[1]?.stop();
  const free = new Witnesses(all(), 1, tell);
  const without = await free.cosign(await checkpoint(302));
  expect(without.isEnough).toBe(true);
  expect(witnessesOf(without.note)).toEqual(["witness.example/one"]);
  expect(told).toEqual([expect.stringContaining("the witness witness.example/two did not cosign")]);
  await free.cosign(await checkpoint(303));
  expect(told).toHaveLength(1);

  const bound = new Witnesses(all(), 2, tell);
  expect(await bound.cosign(await checkpoint(304))).toMatchObject({ isEnough: false });
  expect(told.at(-1)).toBe("the checkpoint is not published: 1 of 2 witnesses cosigned it");
  await running[1]?.start();
  const again = await bound.cosign(await checkpoint(304));
  expect(again.isEnough).toBe(true);
  expect(witnessesOf(again.note)).toEqual(NAMES);
});

test("a witness that keeps silent holds up one checkpoint, not each", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const key = cosigner(keyNamed("witness.example/silent"));
  const witnesses = new Witnesses([...all(), { key, url }], 2, tell);
  expect(await witnesses.cosign(await checkpoint(305))).toMatchObject({ isEnough: true });
  expect(told).toEqual([expect.stringMatching(/silent did not cosign.*timeout/)]);
  const began = Date.now();
  expect(await witnesses.cosign(await checkpoint(306))).toMatchObject({ isEnough: true });
  expect(Date.now() - began).toBeLessThan(4_000);
  silent.close();
});

test("only the key that was pinned counts, and what others sign is ignored", async () => {
  const [one] = all();
  const pinned = cosigner(keyNamed("witness.example/one", 9));
  const { isEnough, note } = await new Witnesses([{ key: pinned, url: one?.url ?? "" }], 1, tell).cosign(
    await checkpoint(307),
  );
  expect(isEnough).toBe(false);
  expect(witnessesOf(note)).toEqual([]);
  expect(told[0]).toContain("no signature by a known key of witness.example/one");
});

test("of two sizes at once the larger one is cosigned, and the witness does not go backwards", async () => {
  const [first] = all();
  const one = first ? [first] : [];
  const [smaller, larger] = await Promise.all([
    new Witnesses(one, 1, tell).cosign(await checkpoint(310)),
    new Witnesses(one, 1, tell).cosign(await checkpoint(320)),
  ]);
  expect(witnessesOf(larger.note)).toEqual(["witness.example/one"]);
  expect(smaller.isEnough || smaller.breach?.includes("larger log: 320")).toBe(true);
  expect(await new Witnesses(one, 1, tell).witnessedSizes((await checkpoint(310)).note, 310)).toEqual([
    { witness: "witness.example/one", what: 320 },
  ]);
});

test("a log that the witness does not know is told, not taken for a breach", async () => {
  const other = keyNamed("log.example/unknown");
  const text = checkpointText({ origin: "log.example/unknown", size: 1, root: await rootHash(read, 1) });
  const note = noteOf(text, [signed(text, other)]);
  const asked = { note, size: 1, proveFrom: async () => [] };
  expect(await new Witnesses(all(), 0, tell).cosign(asked)).toEqual({ note, isEnough: true });
  expect(told).toHaveLength(2);
});
