import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCheckpoint } from "@/lib/tlog/checkpoint";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { EMPTY_ROOT, type Hash, leafHash } from "@/lib/tlog/hash";
import { consistencyProof, type HashReader } from "@/lib/tlog/tree";
import { CheckpointRefused, CheckpointSigner } from "./checkpoints";
import { Heads } from "./heads";
import { noteKey, verifyEd25519 } from "./note";
import { KeyRing } from "./ring";
import { openKeyStore } from "./store";

const ORIGIN = "pedigree.local/test";
const key = noteKey(ORIGIN, Buffer.alloc(32, 9));
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pedigree-signer-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function leaves(count: number, story = "a"): Hash[] {
  return Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`${story} ${index}`)));
}

function reader(all: readonly Hash[]): HashReader {
  return (level, index) => edgeRoot(grownEdge([], 0, all.slice(index * 2 ** level, (index + 1) * 2 ** level)));
}

async function wish(all: readonly Hash[], old: number) {
  const root = all.length === 0 ? EMPTY_ROOT : edgeRoot(grownEdge([], 0, all));
  return { size: all.length, root, proof: await consistencyProof(reader(all), old, all.length) };
}

test("signs what continues the log, and the same checkpoint again for the same size, also after a restart", async () => {
  const first = new CheckpointSigner(directory, ORIGIN).sign(await wish(leaves(5), 0), [key]);
  const signer = new CheckpointSigner(directory, ORIGIN);
  expect(signer.last).toBe(first);
  expect(signer.sign(await wish(leaves(5), 5), [key])).toBe(first);
  const second = signer.sign(await wish(leaves(12), 5), [key]);
  const opened = openCheckpoint(second, { origin: ORIGIN, logKeys: [key.verifier] }, verifyEd25519);
  expect(opened).toMatchObject({ valid: true, checkpoint: { size: 12 } });
});

test("never goes backwards, never signs two roots for one size", async () => {
  const signer = new CheckpointSigner(directory, ORIGIN);
  signer.sign(await wish(leaves(12), 0), [key]);
  for (const wrong of [await wish(leaves(11), 0), await wish(leaves(0), 0), await wish(leaves(12, "b"), 12)]) {
    expect(() => signer.sign(wrong, [key])).toThrow(CheckpointRefused);
  }
  expect(new CheckpointSigner(directory, ORIGIN).last).toBe(signer.last);
});

test("never signs a second history, however far it reaches", async () => {
  const signer = new CheckpointSigner(directory, ORIGIN);
  signer.sign(await wish(leaves(7), 0), [key]);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 8, max: 60 }), fc.nat(6), async (size, changed) => {
      const forked = leaves(size).with(changed, leafHash(Buffer.from("forged")));
      const wrong = await wish(forked, 7);
      expect(() => signer.sign(wrong, [key])).toThrow(CheckpointRefused);
      expect(() => signer.sign({ ...wrong, proof: [] }, [key])).toThrow(CheckpointRefused);
    }),
    { numRuns: 50 },
  );
});

test("signs nothing beside another process on the same keys, nor over a file that somebody put back or took away", async () => {
  const one = new CheckpointSigner(directory, ORIGIN);
  const first = one.sign(await wish(leaves(5), 0), [key]);
  const other = new CheckpointSigner(directory, ORIGIN);
  other.sign(await wish(leaves(9), 5), [key]);
  const fork = await wish([...leaves(5), ...leaves(4, "b")], 5);
  expect(() => one.sign(fork, [key])).toThrow(CheckpointRefused);
  writeFileSync(join(directory, "checkpoint"), first);
  expect(() => other.sign(fork, [key])).toThrow(CheckpointRefused);
  rmSync(join(directory, "checkpoint"));
  expect(() => other.sign(fork, [key])).toThrow(CheckpointRefused);
});

test("a head never goes back, and a line that a crash tore is nobody's", () => {
  const head = { subject: "decision:default:finding:find:1", sequence: 2, digest: "sha256:b", action: "resolve" };
  const heads = new Heads(directory);
  heads.confirm([{ ...head, sequence: 1, digest: "sha256:a", action: "alert" }]);
  heads.confirm([head]);
  heads.confirm([{ ...head, sequence: 1, digest: "sha256:a", action: "alert" }]);
  appendFileSync(join(directory, "heads.ndjson"), '{"subject":"torn","sequ');
  const again = new Heads(directory);
  expect(again.of([head.subject, "torn", "nobody"])).toEqual([head]);
  expect(again.under("decision:default:finding:")).toEqual([head]);
});

test("the tag of the heads changes with each that is newer, with nothing else, and with each start", () => {
  const head = { subject: "decision:default:finding:find:2", sequence: 1, digest: "sha256:a", action: "alert" };
  const heads = new Heads(directory);
  const tags = [heads.tag];
  for (const sequence of [1, 1, 3, 2]) {
    heads.confirm([{ ...head, sequence }]);
    tags.push(heads.tag);
  }
  tags.push(new Heads(directory).tag);
  expect(tags.map((tag, at) => tag !== tags[at - 1])).toEqual([true, true, false, true, false, true]);
});

test("a key that is replaced goes on verifying what it signed; the log's old key signs beside the new one until retired", () => {
  const ring = () => new KeyRing(directory, openKeyStore(directory));
  const before = ring().publicKeys;
  const next = ring().prepare("events");
  expect(ring().prepare("events")).toBe(next);
  expect(ring().publicKeys).toEqual(before);
  expect(ring().activate("events").events).toEqual([next, ...before.events]);
  expect(ring().signing("events")).toHaveLength(1);
  const log = ring().prepare("log");
  ring().activate("log");
  expect(ring().signing("log")).toHaveLength(2);
  expect(ring().retire("log").log).toEqual([log, ...before.log]);
  expect(ring().signing("log")).toHaveLength(1);
});
