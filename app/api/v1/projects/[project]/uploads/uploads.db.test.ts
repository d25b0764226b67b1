import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ask, codesOf, ownScene, scene, sha256, told } from "@/app/api/v1/projects/[project]/contents.testing";
import { UploadReply } from "@/lib/contract/contents";
import { call, recordOf, signedIn } from "@/lib/http/testing";
import { POST as completion } from "./[id]/completion/route";
import { PUT as part } from "./[id]/parts/[number]/route";
import { GET as state } from "./[id]/route";
import { POST as begin } from "./route";

ownScene();

describe("uploading", () => {
  test("parts may come in any order and again, are listed, and end in the store; the record says so", async () => {
    const bytes = randomBytes(17 * 1024 * 1024);
    const digest = sha256(bytes);
    const begun = await told(ask(begin, "POST", {}, { digest, sizeBytes: bytes.length }), UploadReply);
    expect(begun).toMatchObject({ parts: 2, partBytes: 16 * 1024 * 1024, present: [], isComplete: false });
    const id = begun.id ?? "";
    const send = (number: number, body: Uint8Array) => ask(part, "PUT", { id, number: String(number) }, body);
    expect((await send(2, bytes.subarray(begun.partBytes))).status).toBe(204);
    expect((await told(ask(state, "GET", { id }), UploadReply)).present).toEqual([2]);
    const goesOn = await told(ask(begin, "POST", {}, { digest, sizeBytes: bytes.length }), UploadReply);
    expect(goesOn).toMatchObject({ id, present: [2] });
    expect(await codesOf(await ask(completion, "POST", { id }))).toBe("parts_missing");
    expect(await codesOf(await send(1, bytes.subarray(0, 10)))).toBe("part_size_differs");
    expect(await codesOf(await send(3, bytes.subarray(0, 10)))).toBe("part_out_of_range");
    expect((await send(1, randomBytes(begun.partBytes))).status).toBe(204);
    expect(await codesOf(await ask(completion, "POST", { id }))).toBe("content_differs");
    expect((await told(ask(state, "GET", { id }), UploadReply)).present).toEqual([]);
    expect((await send(1, bytes.subarray(0, begun.partBytes))).status).toBe(204);
    expect((await send(2, bytes.subarray(begun.partBytes))).status).toBe(204);
    const done = await told(ask(completion, "POST", { id }), UploadReply);
    expect(done.isComplete).toBe(true);
    const again = await told(ask(begin, "POST", {}, { digest, sizeBytes: bytes.length }), UploadReply);
    expect(again).toMatchObject({ id: null, isComplete: true });
    const events = (await recordOf(scene.account)).filter(({ action }) => action === "upload");
    expect(events.map(({ outcome }) => outcome)).toContain("refused");
    expect(events.at(-2)).toMatchObject({ outcome: "done", project: scene.here });
    expect(JSON.parse(events.at(-2)?.facts ?? "{}")).toEqual({ step: "complete", digest, size_bytes: bytes.length });
  });

  test("nobody sees or continues the upload of somebody else, and only bytes are taken as a part", async () => {
    const begun = await told(ask(begin, "POST", {}, { digest: "0".repeat(64), sizeBytes: 5 }), UploadReply);
    const params = { project: scene.here, id: begun.id ?? "" };
    const { cookie } = await signedIn("data_scientist");
    expect((await call(state, { cookie, params })).status).toBe(404);
    const asJson = { method: "PUT", token: scene.token, params: { ...params, number: "1" }, body: { a: 1 } };
    expect((await call(part, asJson)).status).toBe(415);
    const { cookie: viewer } = await signedIn("viewer");
    expect((await call(part, { ...asJson, token: undefined, cookie: viewer, body: new Uint8Array(5) })).status).toBe(
      403,
    );
  });
});
