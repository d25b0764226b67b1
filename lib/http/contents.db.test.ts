import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { GET as fetchFile } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/contents/[digest]/files/[file]/route";
import { GET as fetchIt } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/contents/[digest]/route";
import { POST as verification } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/contents/[digest]/verification/route";
import { POST as attach, GET as contents } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/contents/route";
import { POST as record } from "@/app/api/v1/projects/[project]/events/route";
import { POST as completion } from "@/app/api/v1/projects/[project]/uploads/[id]/completion/route";
import { PUT as part } from "@/app/api/v1/projects/[project]/uploads/[id]/parts/[number]/route";
import { GET as state } from "@/app/api/v1/projects/[project]/uploads/[id]/route";
import { POST as begin } from "@/app/api/v1/projects/[project]/uploads/route";
import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import { Digest } from "@/graph-schema/values";
import { manifestBytes, manifestOf } from "@/lib/artifacts/manifest";
import { AttachedReply, ContentsReply, UploadReply, VerificationReply } from "@/lib/contract/contents";
import { Problem } from "@/lib/contract/problem";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { openFindings } from "@/lib/log/findings";
import { call, project, recordOf, service, signedIn } from "./testing";

let here = "";
let token = "";
let account = "";

// A directory below which references may lead; the configuration is read once, so it is set before anything asks for it.
const roots = mkdtempSync("/tmp/pedigree-roots-");
process.env.PEDIGREE_REFERENCE_ROOTS = pathToFileURL(roots).href;

beforeAll(async () => {
  here = await project();
  const made = await service(["event:record", "artifact:read", "artifact:attach", "artifact:download"]);
  token = made.secret;
  account = made.account.account;
});

function sha256(bytes: Uint8Array): Digest {
  return Digest.parse(createHash("sha256").update(bytes).digest("hex"));
}

type Params = Readonly<Record<string, string>>;

function ask(handler: Parameters<typeof call>[0], method: string, params: Params, body?: unknown, within = here) {
  return call(handler, {
    method,
    token,
    params: { project: within, ...params },
    ...(body === undefined ? {} : { body }),
  });
}

async function told<Reply extends z.ZodType>(response: Response | Promise<Response>, reply: Reply) {
  return reply.parse(await (await response).json());
}

async function recordArtifact(type: string, id: string, metadata: object = {}, within = here): Promise<void> {
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

async function upload(bytes: Uint8Array, within = here): Promise<Digest> {
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

function pathInStore(digest: Digest): string {
  const hex = digest.slice("sha256:".length);
  return join(configuration().home, "artifacts", "sha256", hex.slice(0, 2), hex);
}

function flip(digest: Digest, at: number, bytes: Uint8Array): void {
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  chmodSync(pathInStore(digest), 0o600);
  writeFileSync(pathInStore(digest), flipped);
}

async function codesOf(response: Response): Promise<string> {
  const problem = Problem.parse(await response.json());
  expect(problem.recorded).toBeDefined();
  return (problem.reasons ?? []).map(({ code }) => code).join(" ");
}

/** A recorded artifact with these bytes attached as its content. */
async function carrying(type: string, id: string, bytes: Uint8Array): Promise<Digest> {
  await recordArtifact(type, id);
  const digest = await upload(bytes);
  const body = { role: "content", digest, sizeBytes: bytes.length };
  expect((await ask(attach, "POST", { type, id }, body)).status).toBe(201);
  return digest;
}

const findingsAbout = async (id: string) =>
  (await read(openFindings)).filter(({ concerns, project: of }) => concerns?.id === id && of === here);

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
    const events = (await recordOf(account)).filter(({ action }) => action === "upload");
    expect(events.map(({ outcome }) => outcome)).toContain("refused");
    expect(events.at(-2)).toMatchObject({ outcome: "done", project: here });
    expect(JSON.parse(events.at(-2)?.facts ?? "{}")).toEqual({ step: "complete", digest, size_bytes: bytes.length });
  });

  test("nobody sees or continues the upload of somebody else, and only bytes are taken as a part", async () => {
    const begun = await told(ask(begin, "POST", {}, { digest: "0".repeat(64), sizeBytes: 5 }), UploadReply);
    const params = { project: here, id: begun.id ?? "" };
    const { cookie } = await signedIn("data_scientist");
    expect((await call(state, { cookie, params })).status).toBe(404);
    const asJson = { method: "PUT", token, params: { ...params, number: "1" }, body: { a: 1 } };
    expect((await call(part, asJson)).status).toBe(415);
    const { cookie: viewer } = await signedIn("viewer");
    expect((await call(part, { ...asJson, token: undefined, cookie: viewer, body: new Uint8Array(5) })).status).toBe(
      403,
    );
  });
});

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
    const event = (await recordOf(account)).filter(({ action }) => action === "attach").at(-1);
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

describe("fetching", () => {
  test("gives the bytes after the look is on record, to whoever may", async () => {
    const bytes = randomBytes(3_000_000);
    const digest = await carrying("model_version", "whole:v1", bytes);
    const params = { type: "model_version", id: "whole:v1", digest };
    const response = await ask(fetchIt, "GET", params);
    expect(response.headers.get("content-length")).toBe("3000000");
    const looked = (await recordOf(account)).filter(({ action }) => action === "download");
    expect(looked.at(-1)).toMatchObject({ outcome: "done", subject: "whole:v1" });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    const { cookie } = await signedIn("viewer");
    expect((await call(fetchIt, { cookie, params: { project: here, ...params } })).status).toBe(403);
    expect((await ask(fetchIt, "GET", { ...params, digest: "1".repeat(64) })).status).toBe(404);
  });

  test("a flipped bit breaks the stream before its end, and is a finding that concerns the artifact alone", async () => {
    const bytes = randomBytes(3_000_000);
    const digest = await carrying("model_version", "flipped:v1", bytes);
    flip(digest, 2_999_999, bytes);
    const response = await ask(fetchIt, "GET", { type: "model_version", id: "flipped:v1", digest });
    expect(response.status).toBe(200);
    let length = 0;
    const reading = (async () => {
      for await (const piece of response.body ?? []) {
        length += piece.length;
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(length).toBeLessThan(bytes.length);
    expect(await findingsAbout("flipped:v1")).toMatchObject([{ kind: "content_differs", severity: "critical" }]);
    await ask(fetchIt, "GET", { type: "model_version", id: "flipped:v1", digest }).then((again) =>
      again.body?.cancel(),
    );
    expect(await findingsAbout("flipped:v1")).toHaveLength(1);
  });

  test("what is short is verified before anything is answered", async () => {
    const bytes = randomBytes(500);
    const digest = await carrying("model_version", "short:v1", bytes);
    flip(digest, 0, bytes);
    const response = await ask(fetchIt, "GET", { type: "model_version", id: "short:v1", digest });
    expect([response.status, await codesOf(response)]).toEqual([409, "store_differs"]);
    expect(await findingsAbout("short:v1")).toHaveLength(1);
  });

  test("truncated and deleted bytes are refused before anything is given", async () => {
    const bytes = randomBytes(1_000);
    const cut = await carrying("model_version", "cut:v1", bytes);
    chmodSync(pathInStore(cut), 0o600);
    truncateSync(pathInStore(cut), 999);
    const params = { type: "model_version", id: "cut:v1" };
    expect(await codesOf(await ask(fetchIt, "GET", { ...params, digest: cut }))).toBe("store_differs");
    expect(await findingsAbout("cut:v1")).toMatchObject([{ kind: "content_differs" }]);
    rmSync(pathInStore(cut));
    expect(await codesOf(await ask(fetchIt, "GET", { ...params, digest: cut }))).toBe("content_missing");
    expect((await findingsAbout("cut:v1")).map(({ kind }) => kind).sort()).toEqual([
      "content_differs",
      "content_missing",
    ]);
  });
});

describe("references", () => {
  const attachAt = (id: string, uri: string, bytes: Uint8Array) =>
    ask(
      attach,
      "POST",
      { type: "dataset", id },
      { role: "content", digest: sha256(bytes), sizeBytes: bytes.length, uri },
    );

  test("a file below a root is asserted until it is verified, and a swapped one is a finding", async () => {
    const bytes = randomBytes(2_000);
    const file = join(roots, "data.bin");
    writeFileSync(file, bytes);
    await recordArtifact("dataset_version", "DS:ref");
    const uri = pathToFileURL(file).href;
    expect(await told(attachAt("DS:ref", uri, bytes), AttachedReply)).toMatchObject({
      content: { held: "reference", state: "asserted", uri, checkedAt: null },
    });
    const params = { type: "dataset", id: "DS:ref", digest: sha256(bytes) };
    expect(await codesOf(await ask(fetchIt, "GET", params))).toBe("content_elsewhere");
    const verify = () => told(ask(verification, "POST", params), VerificationReply);
    expect(await verify()).toMatchObject({ outcome: "verified", finding: null });
    const state = async () => (await told(ask(contents, "GET", params), ContentsReply)).contents[0]?.state;
    expect(await state()).toBe("verified");
    writeFileSync(file, randomBytes(2_000));
    expect(await verify()).toMatchObject({ outcome: "differs" });
    expect(await state()).toBe("failed");
    expect(await findingsAbout("DS:ref")).toHaveLength(1);
    rmSync(file);
    expect(await verify()).toMatchObject({ outcome: "missing" });
  });

  test("nothing outside of the roots is read, also not by a link; secrets and private addresses are refused", async () => {
    const bytes = Buffer.from("x");
    await recordArtifact("dataset_version", "DS:bad");
    const codes = async (uri: string) => codesOf(await attachAt("DS:bad", uri, bytes));
    expect(await codes("file:///etc/passwd")).toBe("reference_outside_roots");
    expect(await codes(`${pathToFileURL(roots).href}/../etc/passwd`)).toBe("reference_not_normal");
    expect(await codes("s3://somebodys/key")).toBe("reference_outside_roots");
    expect(await codes("https://user:pass@example.org/x")).toBe("reference_with_secret");
    expect(await codes("https://example.org/x?X-Amz-Signature=1")).toBe("reference_with_secret");
    expect(await codes("http://example.org/x")).toBe("reference_not_known");
    const refused = (await recordOf(account)).filter(
      ({ action, outcome }) => action === "attach" && outcome === "refused",
    );
    expect(refused.every(({ note }) => !note.includes("user:pass"))).toBe(true);
    symlinkSync("/etc/passwd", join(roots, "link"));
    expect((await attachAt("DS:bad", `${pathToFileURL(roots).href}/link`, bytes)).status).toBe(201);
    const params = { type: "dataset", id: "DS:bad", digest: sha256(bytes) };
    expect(await told(ask(verification, "POST", params), VerificationReply)).toMatchObject({ outcome: "missing" });
    await recordArtifact("dataset_version", "DS:ssrf");
    expect((await attachAt("DS:ssrf", "https://127.0.0.1/latest/meta-data", bytes)).status).toBe(201);
    const inward = await told(ask(verification, "POST", { ...params, id: "DS:ssrf" }), VerificationReply);
    expect(inward).toMatchObject({ outcome: "unreachable", finding: null });
  });
});
