import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  ask,
  codesOf,
  ownScene,
  pathInStore,
  recordArtifact,
  scene,
  sha256,
  told,
  upload,
} from "@/app/api/v1/projects/[project]/contents.testing";
import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import { AttachedReply, ContentsReply, VerificationReply } from "@/lib/contract/contents";
import { manifestBytes, manifestOf } from "@/lib/contract/manifest";
import { Problem } from "@/lib/contract/problem";
import { project, recordOf } from "@/lib/http/testing";
import { GET as fetchFile } from "./[digest]/files/[file]/route";
import { POST as verification } from "./[digest]/verification/route";
import { POST as attach, GET as contents } from "./route";

ownScene();

describe("attaching", () => {
  test("what is attached is what the artifact declares, for good; its name is kept encrypted", async () => {
    const bytes = randomBytes(1_000);
    const digest = await upload(bytes);
    const declared = { sha256: digest.slice(7), size_bytes: 1_000 };
    await recordArtifact("dataset_version", "DS:declared", declared);
    const params = { type: "dataset", id: "DS:declared" };
    const body = { role: "content", digest, sizeBytes: 1_000, mediaType: "text/csv", fileName: "ana-novak.csv" };
    const first = await told(ask(attach, "POST", params, body), AttachedReply);
    expect(first).toMatchObject({
      isNew: true,
      content: { digest, held: "store", state: "verified", mediaType: "text/csv" },
    });
    const second = await ask(attach, "POST", params, body);
    expect(second.status).toBe(200);
    expect(await told(second, AttachedReply)).toMatchObject({
      isNew: false,
      content: { eventId: first.content.eventId },
    });
    const event = (await recordOf(scene.account)).filter(({ action }) => action === "attach").at(-1);
    expect(event?.note).not.toContain("ana-novak");

    const others = randomBytes(999);
    const other = await upload(others);
    const differs = await ask(attach, "POST", params, { role: "content", digest: other, sizeBytes: 999 });
    expect(differs.status).toBe(409);
    const problem = Problem.parse(await differs.json());
    expect((problem.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      "/digest artifact_digest_differs",
      "/sizeBytes artifact_size_differs",
      "/digest attached_otherwise",
    ]);
    const listed = await told(ask(contents, "GET", params), ContentsReply);
    expect(listed).toMatchObject({ total: 1, truncated: false, contents: [{ digest }] });
  });

  test("nobody attaches bytes by their digest alone, nothing in a role that there is not, nothing to what is not recorded", async () => {
    const digest = await upload(randomBytes(100));
    const elsewhere = await project();
    await recordArtifact("model_version", "thief:v1", {}, elsewhere);
    const body = { role: "content", digest, sizeBytes: 100 };
    const stolen = await ask(attach, "POST", { type: "model_version", id: "thief:v1" }, body, elsewhere);
    expect(await codesOf(stolen)).toBe("content_not_uploaded");
    await recordArtifact("commit", "C1");
    expect(await codesOf(await ask(attach, "POST", { type: "commit", id: "C1" }, body))).toBe("role_not_carried");
    expect((await ask(attach, "POST", { type: "commit", id: "C1" }, { ...body, role: "source" })).status).toBe(201);
    expect((await ask(attach, "POST", { type: "commit", id: "C404" }, body)).status).toBe(404);
    const report = sha256(randomBytes(3)).slice(7);
    await recordArtifact("report", report);
    expect(await codesOf(await ask(attach, "POST", { type: "report", id: report }, body))).toBe(
      "artifact_digest_differs",
    );
  });

  test("a manifest is attached when it is one and all its files were brought; its files are fetched by it", async () => {
    const files = [randomBytes(50), randomBytes(60)];
    const listed = files.map((bytes, index) => ({
      name: `weights/${index}.bin`,
      digest: sha256(bytes),
      sizeBytes: bytes.length,
    }));
    const bytes = manifestBytes(manifestOf(listed));
    await recordArtifact("model_version", "bundle:v1");
    const params = { type: "model_version", id: "bundle:v1" };
    const digest = await upload(bytes);
    const body = { role: "content", digest, sizeBytes: bytes.length, mediaType: MANIFEST_MEDIA_TYPE };
    expect(await codesOf(await ask(attach, "POST", params, body))).toBe("content_not_uploaded");
    await Promise.all(files.map((file) => upload(file)));
    expect(await told(ask(attach, "POST", params, body), AttachedReply)).toMatchObject({ content: { files: 2 } });
    const file = listed[1]?.digest ?? "";
    const got = await ask(fetchFile, "GET", { ...params, digest, file });
    expect(Buffer.from(await got.arrayBuffer()).equals(files[1] ?? bytes)).toBe(true);
    expect((await ask(fetchFile, "GET", { ...params, digest, file: "0".repeat(64) })).status).toBe(404);
    expect(await told(ask(verification, "POST", { ...params, digest }), VerificationReply)).toMatchObject({
      outcome: "verified",
      checked: 3,
    });
    rmSync(pathInStore(listed[0]?.digest ?? digest));
    expect(await told(ask(verification, "POST", { ...params, digest }), VerificationReply)).toMatchObject({
      outcome: "missing",
    });

    const twisted = Buffer.from(bytes.toString().replace("weights/0.bin", "../escape.bin"));
    const twistedDigest = await upload(twisted);
    const wrong = { ...body, digest: twistedDigest, sizeBytes: twisted.length };
    expect(await codesOf(await ask(attach, "POST", params, wrong))).toContain("manifest_not_valid");
  });
});
