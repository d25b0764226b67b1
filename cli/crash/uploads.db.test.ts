import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { address, service as door } from "@/cli/sample/door";
import { Digest } from "@/graph-schema/values";
import { DirectoryStore } from "@/lib/artifacts/directory";
import { UploadReply } from "@/lib/contract/contents";
import { configuration } from "@/lib/env";
import { project, service } from "@/lib/http/testing";
import { IS_LONG } from "@/lib/runs.testing";
import { Installation } from "./installation.testing";

const ROUNDS = IS_LONG ? 20 : 1;
const START_MS = 300_000;
const DAY_MS = 86_400_000;
const PART_BYTES = 16 * 1024 * 1024;
let app: Installation;
let token = "";

beforeAll(async () => {
  app = await Installation.start();
  token = (await service(["artifact:attach"])).secret;
}, START_MS);
afterAll(() => app?.stop(), START_MS);

/** The files in a folder of the state directory whose names begin so, with their sizes. */
function filesIn(folder: string, start = ""): number[] {
  const path = join(configuration().home, folder);
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.startsWith(start))
      .map((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0);
  } catch {
    return [];
  }
}

async function killedWhen(isTime: () => boolean): Promise<void> {
  while (!isTime()) {
    await pause(1);
  }
  await app.kill("app");
  await app.restart("app");
}

/** Sends the first half of a part, and never the rest. */
function sendHalf(path: string, bytes: Uint8Array): void {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/octet-stream",
    "content-length": bytes.length,
  };
  const sending = request(new URL(path, app.url), { method: "PUT", headers });
  sending.on("error", () => undefined);
  sending.write(bytes.subarray(0, bytes.length / 2));
}

async function upload(here: string, bytes: Uint8Array) {
  const digest = Digest.parse(createHash("sha256").update(bytes).digest("hex"));
  const parts = ["projects", here, "uploads"];
  const reply = async (answer: Promise<{ readonly body: unknown }>) => UploadReply.parse((await answer).body);
  const to = () => door(address(app.url), token);
  const begin = () => reply(to().send("POST", parts, { digest, sizeBytes: bytes.length }));
  const id = (await begin()).id ?? "";
  const part = (number: number) => bytes.subarray((number - 1) * PART_BYTES, number * PART_BYTES);
  return {
    digest,
    begin,
    view: () => reply(to().send("GET", [...parts, id])),
    complete: () => to().send("POST", [...parts, id, "completion"]),
    put: (number: number) => to().bytes("PUT", [...parts, id, "parts", String(number)], { body: part(number) }),
    putHalf: (number: number) => sendHalf(`/api/v1/${[...parts, id, "parts", number].join("/")}`, part(number)),
  };
}

/** The blobs that the store shows, and whether each is what it is called. */
async function blobs(): Promise<Map<string, boolean>> {
  const root = join(configuration().home, "artifacts");
  const found = new Map<string, boolean>();
  for await (const { name, digest } of new DirectoryStore(root).list()) {
    const hash = createHash("sha256").update(readFileSync(join(root, name)));
    found.set(name, Digest.parse(hash.digest("hex")) === digest);
  }
  return found;
}

test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
  "an upload during which the app is killed twice (%i) goes on from its parts, and ends with the right bytes or none",
  async () => {
    const bytes = randomBytes(2 * PART_BYTES + 5_000_000);
    const before = await blobs();
    const sent = await upload(await project(), bytes);
    await sent.put(1);
    sent.putHalf(2);
    await killedWhen(() => filesIn("uploads", "coming-").some((size) => size > PART_BYTES / 4));

    expect((await sent.view()).present).toEqual([1]);
    expect((await sent.complete()).status).toBe(409);
    await sent.put(2);
    await sent.put(3);
    const completing = sent.complete().catch(() => undefined);
    await killedWhen(() => filesIn("artifacts/incoming").some((size) => size > 0));
    const isAnswered = (await completing)?.status === 201;

    const after = await sent.begin();
    expect(after.isComplete || !isAnswered).toBe(true);
    expect(after.isComplete ? after.parts : after.present.length).toBe(3);
    expect((await blobs()).size - before.size).toBeLessThanOrEqual(1);
    expect(after.isComplete ? 201 : (await sent.complete()).status).toBe(201);
    expect((await sent.begin()).isComplete).toBe(true);
    const now = await blobs();
    expect([...now.values()]).toEqual(Array.from({ length: before.size + 1 }, () => true));
    await new DirectoryStore(join(configuration().home, "artifacts")).sweep(Date.now() + 2 * DAY_MS);
    expect(filesIn("artifacts/incoming")).toEqual([]);
  },
  300_000,
);
