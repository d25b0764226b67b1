import { createHash } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import type { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { UploadReply } from "@/lib/contract/contents";
import { Problem } from "@/lib/contract/problem";
import { configuration } from "@/lib/env";
import { call, project, service } from "@/lib/http/testing";
import { POST as attach } from "./artifacts/[type]/[id]/contents/route";
import { POST as record } from "./events/route";
import { POST as completion } from "./uploads/[id]/completion/route";
import { PUT as part } from "./uploads/[id]/parts/[number]/route";
import { POST as begin } from "./uploads/route";

type Params = Readonly<Record<string, string>>;

/** For tests: a project with a service that may bring, attach and fetch bytes. */
export const scene = { here: "", token: "", account: "" };

/** For tests: makes the {@link scene} anew for this file. */
export function ownScene(): void {
  beforeAll(async () => {
    const made = await service(["event:record", "artifact:read", "artifact:attach", "artifact:download"]);
    Object.assign(scene, { here: await project(), token: made.secret, account: made.account.account });
  });
}

/** For tests: what these bytes are called. */
export function sha256(bytes: Uint8Array): Digest {
  return Digest.parse(createHash("sha256").update(bytes).digest("hex"));
}

/** For tests: calls a handler as the service of the {@link scene}. */
export function ask(
  handler: Parameters<typeof call>[0],
  method: string,
  params: Params,
  body?: unknown,
  within = scene.here,
) {
  return call(handler, {
    method,
    token: scene.token,
    params: { project: within, ...params },
    ...(body === undefined ? {} : { body }),
  });
}

/** For tests: the body of an answer, as it has to be. */
export async function told<Reply extends z.ZodType>(response: Response | Promise<Response>, reply: Reply) {
  return reply.parse(await (await response).json());
}

/** For tests: records an artifact that says nothing of itself but `metadata`. */
export async function recordArtifact(
  type: string,
  id: string,
  metadata: object = {},
  within = scene.here,
): Promise<void> {
  const event = {
    event_id: `e-${type}-${id}`,
    action: "record",
    timestamp: "2026-01-01T00:00:00Z",
    subject: { type, id },
  };
  const action = type === "model_version" ? "register" : "record";
  const response = await ask(record, "POST", {}, { ...event, action, metadata }, within);
  expect(response.status).toBe(201);
}

/** For tests: brings bytes into the store. */
export async function upload(bytes: Uint8Array, within = scene.here): Promise<Digest> {
  const digest = sha256(bytes);
  const begun = await told(ask(begin, "POST", {}, { digest, sizeBytes: bytes.length }, within), UploadReply);
  if (begun.id !== null) {
    for (let number = 1; number <= begun.parts; number++) {
      const from = (number - 1) * begun.partBytes;
      const sent = await ask(
        part,
        "PUT",
        { id: begun.id, number: String(number) },
        bytes.subarray(from, from + begun.partBytes),
        within,
      );
      expect(sent.status).toBe(204);
    }
    const done = await told(ask(completion, "POST", { id: begun.id }, undefined, within), UploadReply);
    expect(done.isComplete).toBe(true);
  }
  return digest;
}

/** For tests: the file in which the store keeps a blob. */
export function pathInStore(digest: Digest): string {
  const hex = digest.slice("sha256:".length);
  return join(configuration().home, "artifacts", "sha256", hex.slice(0, 2), hex);
}

/** For tests: turns a bit of a stored blob, past the store. */
export function flip(digest: Digest, at: number, bytes: Uint8Array): void {
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  chmodSync(pathInStore(digest), 0o600);
  writeFileSync(pathInStore(digest), flipped);
}

/** For tests: why something was refused. The refusal has to be on record. */
export async function codesOf(response: Response): Promise<string> {
  const problem = Problem.parse(await response.json());
  expect(problem.recorded).toBeDefined();
  return (problem.reasons ?? []).map(({ code }) => code).join(" ");
}

/** For tests: a recorded artifact with these bytes attached as its content. */
export async function carrying(type: string, id: string, bytes: Uint8Array): Promise<Digest> {
  await recordArtifact(type, id);
  const digest = await upload(bytes);
  const body = { role: "content", digest, sizeBytes: bytes.length };
  expect((await ask(attach, "POST", { type, id }, body)).status).toBe(201);
  return digest;
}
