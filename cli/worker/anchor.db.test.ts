import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { type LiteWitness, liteWitness } from "@/lib/anchors/litewitness.testing";
import { Anchors } from "@/lib/anchors/open";
import { parseEnv } from "@/lib/env";
import { autocommit, read } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { send, testSource } from "@/lib/ledger/testing";
import { directoryStorage } from "@/lib/log/directory";
import { giveUp, round } from "@/lib/log/integrator";
import { CHECKPOINT, publishedSize } from "@/lib/log/publish";
import { ownTrust, verifyLog } from "@/lib/log/verification";
import { BUILD_TIMEOUT_MS } from "@/lib/programs.testing";
import { ownGateway } from "@/lib/s3/versitygw.testing";
import { openCheckpoint, type Trust } from "@/lib/tlog/checkpoint";
import { parseVkey } from "@/lib/tlog/note";

const NAME = "witness.example/one";
const gateway = ownGateway();
// Without the guard, which lets nobody set the log back.
const own = ownDatabase({ guard: false, isReady: true });

let witness: LiteWitness;
const told: string[] = [];

beforeAll(async () => {
  const [vkey = ""] = (await publicKeys()).log;
  const log = parseVkey(vkey);
  if (!log) {
    throw new Error("the log has no key");
  }
  witness = await liteWitness(NAME, log);
  await gateway.bucket("copies", { isLocked: true });
}, BUILD_TIMEOUT_MS);
afterAll(() => witness.remove());

let sent = 0;

async function record(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => {
    sent += 1;
    return {
      event_id: `e-${sent}`,
      action: "record",
      actor: { type: "user", id: "somebody" },
      timestamp: "2025-05-05T14:03:00Z",
      subject: { type: "dataset", id: `DS:${sent}` },
      metadata: {},
    };
  });
  await send(await testSource(), events);
}

/** What a process makes of the configuration that knows nothing yet. */
function anchors(quorum: number): Anchors {
  const { anchors: configured } = parseEnv({
    PEDIGREE_WITNESSES: witness.configured,
    PEDIGREE_WITNESS_QUORUM: String(quorum),
    PEDIGREE_CHECKPOINT_COPIES: "s3://copies",
    PEDIGREE_CHECKPOINT_COPY_DAYS: "1",
  });
  return new Anchors(configured, (what) => told.push(what));
}

function witnessesOf(note: string, trust: Trust): string[] {
  const opened = openCheckpoint(note, trust, verifyEd25519);
  return opened.valid ? opened.witnesses.map(({ name }) => name) : [opened.why];
}

async function keptNote(size: number): Promise<string> {
  const row = z.object({ note: z.string() });
  const [kept] = await read((tx) => tx.rows("MATCH (c:Checkpoint {size: $size}) RETURN c.note AS note", { size }, row));
  return kept?.note ?? "";
}

test("a checkpoint is published with its cosignatures, waits for the quorum, and what was anchored is missed when it is gone", async () => {
  const root = mkdtempSync(join(own.home, "log-"));
  const storage = directoryStorage(root);
  const published = () => readFileSync(join(root, CHECKPOINT), "utf8");
  // The configuration of this process is older than the witness, which had to be told the log's key.
  const trust = { ...(await ownTrust()), witnessKeys: [witness.witness.key] };

  await record(3);
  const first = await round(storage, "me", anchors(1).cosign);
  expect(first).toMatchObject({ isWaiting: false });
  expect(witnessesOf(published(), trust)).toEqual([NAME]);
  expect(await keptNote(first?.size ?? 0)).toBe(published());

  await witness.stop();
  await record(2);
  const strict = anchors(1);
  const waiting = await round(storage, "me", strict.cosign);
  expect(waiting).toMatchObject({
    added: (waiting?.size ?? 0) - (first?.size ?? 0),
    checkpoint: null,
    isWaiting: true,
  });
  expect(await publishedSize(storage)).toBe(first?.size);
  expect(told.at(-1)).toBe("the checkpoint is not published: 0 of 1 witnesses cosigned it");
  await record(1);
  const loose = await round(storage, "me", anchors(0).cosign);
  expect(await publishedSize(storage)).toBe(loose?.size);
  expect(witnessesOf(published(), trust)).toEqual([]);

  await witness.start();
  await record(1);
  const last = await round(storage, "me", strict.cosign);
  const size = last?.size ?? 0;
  expect(witnessesOf(published(), trust)).toEqual([NAME]);

  const outsiders = anchors(1);
  await outsiders.tend(storage, { size, note: published() });
  const kinds = async () =>
    (await verifyLog(storage, { isReplayed: true, onProgress: () => undefined, compare: outsiders.compare })).map(
      ({ kind }) => kind,
    );
  expect(await kinds()).toEqual([]);
  // As after a backup of the database and the files was put back: only outsiders know better.
  const before = await keptNote(first?.size ?? 0);
  await giveUp("me");
  await autocommit("MATCH (h:LogHead) SET h.size = $size", { size: first?.size });
  await storage.replace(CHECKPOINT, Buffer.from(before));
  expect(await kinds()).toEqual(expect.arrayContaining(["witness_ahead", "copy_ahead"]));
});
