import { createHash, createPublicKey, sign, verify } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type NoteKey, noteKey, signNote } from "@/lib/keys/note";
import { directoryStorage } from "@/lib/log/directory";
import { grownTiles } from "@/lib/log/grow";
import { entryProof } from "@/lib/log/proofs";
import { scanLog, signedBy } from "@/lib/log/scan";
import type { LogStorage } from "@/lib/log/storage";
import { type Checkpoint, checkpointText } from "@/lib/tlog/checkpoint";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { leafHash } from "@/lib/tlog/hash";
import { tilePath } from "@/lib/tlog/tile";
import { type Line, quantile, secondsOf } from "./measure";

const ORIGIN = "bench.example/log";
const NOTE_BYTES = 1_000;
const STEP = 4_096;
const PROOFS = 200;

interface Made {
  readonly storage: LogStorage;
  readonly tree: Checkpoint;
  readonly notes: readonly Uint8Array[];
  readonly recorder: NoteKey;
}

/** A log of `size` signed notes of a usual length in a folder, as the integrator leaves it; a few thousand come again and again. */
async function made(root: string, size: number): Promise<Made> {
  const [log, recorder] = [noteKey(ORIGIN, Buffer.alloc(32, 1)), noteKey(`${ORIGIN}/events`, Buffer.alloc(32, 2))];
  const notes = Array.from({ length: STEP }, (_, at) =>
    Buffer.from(signNote(recorder, `${JSON.stringify({ at, text: "x".repeat(NOTE_BYTES - 160) })}\n`)),
  );
  const leaves = notes.map(leafHash);
  const storage = directoryStorage(root);
  let edge: ReturnType<typeof grownEdge> = [];
  for (let at = 0; at < size; at += STEP) {
    const width = Math.min(STEP, size - at);
    for (const { tile, bytes } of await grownTiles(storage, at, notes.slice(0, width))) {
      const path = join(root, tilePath(tile));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    edge = grownEdge(edge, at, leaves.slice(0, width));
  }
  const tree = { origin: ORIGIN, size, root: edgeRoot(edge) };
  writeFileSync(join(root, "checkpoint"), signNote(log, checkpointText(tree)));
  return { storage, tree, notes, recorder };
}

const verifyApart = promisify(verify);

/** Checks `count` Ed25519 signatures of a note's length by the platform alone, on all processors at once. */
async function verifyRaw({ privateKey }: NoteKey, count: number): Promise<void> {
  const note = Buffer.alloc(NOTE_BYTES, "x");
  const [key, signature] = [createPublicKey(privateKey), sign(null, note, privateKey)];
  for (let at = 0; at < count; at += STEP) {
    const width = Math.min(STEP, count - at);
    await Promise.all(Array.from({ length: width }, () => verifyApart(null, note, key, signature)));
  }
}

async function measureScan({ storage, tree, notes, recorder }: Made, name: string): Promise<Line[]> {
  const mustBeWhole = async (visit: Parameters<typeof scanLog>[2]) => {
    if ((await scanLog(storage, tree, visit)).length > 0) {
      throw new Error("the log that the bench wrote is not whole");
    }
  };
  const bare = await secondsOf(() => mustBeWhole(async () => []));
  const signed = await secondsOf(() => mustBeWhole((stretch) => signedBy(stretch, [recorder.verifier])));
  const raw = await secondsOf(() => verifyRaw(recorder, tree.size));
  const hashing = await secondsOf(async () => {
    for (let at = 0; at < tree.size; at++) {
      createHash("sha256")
        .update(notes[at % STEP] ?? "")
        .digest();
    }
  });
  const most = (60 * tree.size) / 1_000_000;
  return [
    {
      what: `verifying ${name} entries: files, tree, root`,
      ours: `${bare.toFixed(1)} s (raw SHA-256 of the entries ${hashing.toFixed(1)} s)`,
      floor: `${most.toFixed(0)} s`,
      ratio: bare / most,
      goal: { atMost: 1 },
    },
    {
      what: `the same, and the recorder's signature on each`,
      ours: `${signed.toFixed(1)} s`,
      floor: `${raw.toFixed(1)} s (raw Ed25519 on all processors)`,
      ratio: signed / raw,
      goal: { atMost: 2 },
    },
  ];
}

async function measureProofs({ storage, tree }: Made, name: string): Promise<Line[]> {
  const times: number[] = [];
  let longest = 0;
  for (let at = 0; at < PROOFS; at++) {
    const index = Math.floor((at * tree.size) / PROOFS);
    const began = performance.now();
    const proof = await entryProof(storage, index);
    times.push(performance.now() - began);
    longest = Math.max(longest, Buffer.byteLength(proof ?? ""));
  }
  const middle = quantile(times, 0.5);
  const bound = { atMost: 1 };
  return [
    {
      what: `proof for one of ${name}, p50`,
      ours: `${middle.toFixed(1)} ms`,
      floor: "50 ms",
      ratio: middle / 50,
      goal: bound,
    },
    { what: "its length, at most", ours: `${longest} bytes`, floor: "4096 bytes", ratio: longest / 4_096, goal: bound },
  ];
}

/** Verifies a log of `size` entries, called `name`, as whoever was handed a copy of it would; and proves some of its entries. */
export async function measureWholeLog(size: number, name: string): Promise<Line[]> {
  const root = mkdtempSync(join(tmpdir(), "pedigree-bench-"));
  try {
    const log = await made(root, size);
    return [...(await measureScan(log, name)), ...(await measureProofs(log, name))];
  } finally {
    rmSync(root, { recursive: true });
  }
}
