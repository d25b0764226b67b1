// For tests, in a process of its own: `put.testing.ts kill|size ROOT BYTES [SEED]`, `put.testing.ts half ROOT|s3://BUCKET BYTES`.
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { DirectoryStore } from "./directory";
import { S3Store } from "./s3";
import type { BlobRef } from "./store";
import { Uploads } from "./uploads";
import { checkAll } from "./verified";

const PIECE = 256 * 1024;

/** `sizeBytes` bytes that no other `seed` has, without holding them. */
async function* generated(seed: number, sizeBytes: number, from = 0): AsyncGenerator<Uint8Array> {
  for (let at = from; at < from + sizeBytes; at += PIECE) {
    const piece = Buffer.alloc(Math.min(PIECE, from + sizeBytes - at));
    piece.writeUInt32BE(seed % 2 ** 32, 0);
    piece.writeUInt32BE(Math.floor(at / PIECE) % 2 ** 32, 4);
    yield piece;
  }
}

async function refOf(seed: number, sizeBytes: number): Promise<BlobRef> {
  const hash = createHash("sha256");
  for await (const piece of generated(seed, sizeBytes)) {
    hash.update(piece);
  }
  return { digest: Digest.parse(hash.digest("hex")), sizeBytes };
}

/** Puts one blob after the other, and says of each that it is in; until somebody kills it. */
async function putUntilKilled(root: string, sizeBytes: number, seed: number): Promise<void> {
  const store = new DirectoryStore(root);
  for (let next = seed; ; next++) {
    const blob = await refOf(next, sizeBytes);
    console.log(`begin ${blob.digest}`);
    await store.put(blob, generated(next, sizeBytes));
    console.log(`stored ${blob.digest}`);
  }
}

/** Puts one blob of which only the first half comes; says so, and waits until somebody kills it. */
async function putHalf(where: string, sizeBytes: number): Promise<void> {
  const bucket = /^s3:\/\/(.+)$/.exec(where)?.[1];
  const store = bucket ? new S3Store({ bucket, prefix: "" }, 0) : new DirectoryStore(where);
  async function* half() {
    yield* generated(0, sizeBytes / 2);
    console.log("half");
    await pause(3_600_000);
  }
  const blob = await refOf(0, sizeBytes);
  console.log(`begin ${blob.digest}`);
  await store.put(blob, half());
}

/** Uploads one blob in parts, takes it in, reads it back; says the most memory that this took, in megabytes. */
async function measure(root: string, sizeBytes: number): Promise<void> {
  const store = new DirectoryStore(root);
  const uploads = new Uploads(`${root}/uploads`, 1);
  const blob = await refOf(0, sizeBytes);
  const upload = await uploads.begin({ project: "p", account: "a", ...blob });
  for (let number = 1; (number - 1) * upload.partBytes < sizeBytes; number++) {
    const from = (number - 1) * upload.partBytes;
    await uploads.putPart(upload, number, generated(0, Math.min(upload.partBytes, sizeBytes - from), from));
  }
  const began = performance.now();
  await store.put(blob, uploads.bytes(upload));
  const seconds = (performance.now() - began) / 1_000;
  const source = await store.open(blob.digest);
  await checkAll(blob, source ?? generated(0, 0));
  console.log(
    JSON.stringify({ rssMb: process.resourceUsage().maxRSS / 1024, putMbPerSecond: sizeBytes / 1e6 / seconds }),
  );
}

const [mode = "", root = "", bytes = "", seed = "0"] = process.argv.slice(2);
const works = { kill: putUntilKilled, half: putHalf, size: measure };
await z
  .enum(["kill", "half", "size"])
  .transform((name) => works[name])
  .parse(mode)(root, Number(bytes), Number(seed));
