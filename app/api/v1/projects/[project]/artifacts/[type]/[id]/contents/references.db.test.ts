import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  codesOf,
  ownScene,
  recordArtifact,
  scene,
  sha256,
  told,
  upload,
} from "@/app/api/v1/projects/[project]/contents.testing";
import { AttachedReply, ContentsReply, VerificationReply } from "@/lib/contract/contents";
import { Problem } from "@/lib/contract/problem";
import { findingsAbout, recordOf } from "@/lib/http/testing";
import { GET as fetchIt } from "./[digest]/route";
import { POST as verification } from "./[digest]/verification/route";
import { POST as attach, GET as contents } from "./route";

// A directory below which references may lead; the configuration is read once, so it is set before anything asks for it.
const roots = mkdtempSync(join(tmpdir(), "pedigree-roots-"));
process.env.PEDIGREE_REFERENCE_ROOTS = pathToFileURL(roots).href;
afterAll(() => rmSync(roots, { recursive: true }));
ownScene();

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
    expect(await findingsAbout(scene.here, "DS:ref")).toHaveLength(1);
    rmSync(file);
    expect(await verify()).toMatchObject({ outcome: "missing" });
  });

  test("an invented digest of an address keeps nothing out: verified bytes take its place, on record", async () => {
    const [bytes, later] = [randomBytes(500), randomBytes(500)];
    const params = { type: "dataset", id: "DS:claimed" };
    await recordArtifact("dataset_version", "DS:claimed");
    const uri = pathToFileURL(join(roots, "nothing.bin")).href;
    const invented = sha256(randomBytes(3));
    const assertion = { role: "content", digest: invented, sizeBytes: 3, uri };
    expect((await ask(attach, "POST", params, assertion)).status).toBe(201);
    const checked = await told(ask(verification, "POST", { ...params, digest: invented }), VerificationReply);
    expect(checked.outcome).toBe("missing");
    expect(await codesOf(await attachAt("DS:claimed", uri, later))).toBe("attached_otherwise");

    const digest = await upload(bytes);
    const sent = { role: "content", digest, sizeBytes: bytes.length };
    const { content } = await told(ask(attach, "POST", params, sent), AttachedReply);
    expect(content).toMatchObject({ digest, held: "store", state: "verified" });
    const listed = await told(ask(contents, "GET", params), ContentsReply);
    expect(listed.contents).toEqual([content]);
    expect(listed).toMatchObject({ total: 1, replaced: [{ digest: invented, uri, state: "failed" }] });
    const event = (await recordOf(scene.account)).findLast(({ action }) => action === "attach");
    expect(JSON.parse(event?.facts ?? "")).toMatchObject({ digest, replaced: invented });

    expect((await ask(verification, "POST", { ...params, digest: invented })).status).toBe(404);
    expect(Buffer.from(await (await ask(fetchIt, "GET", { ...params, digest })).arrayBuffer()).equals(bytes)).toBe(
      true,
    );
    expect(await codesOf(await ask(attach, "POST", params, assertion))).toBe("attached_otherwise");
    const other = { role: "content", digest: await upload(later), sizeBytes: later.length };
    expect(await codesOf(await ask(attach, "POST", params, other))).toBe("attached_otherwise");
  });

  test("an address that was verified once stays, whatever is there later", async () => {
    const bytes = randomBytes(400);
    const file = join(roots, "true.bin");
    writeFileSync(file, bytes);
    await recordArtifact("dataset_version", "DS:true");
    const params = { type: "dataset", id: "DS:true", digest: sha256(bytes) };
    expect((await attachAt("DS:true", pathToFileURL(file).href, bytes)).status).toBe(201);
    const verify = () => told(ask(verification, "POST", params), VerificationReply);
    expect((await verify()).outcome).toBe("verified");
    rmSync(file);
    expect((await verify()).outcome).toBe("missing");
    const other = randomBytes(400);
    const body = { role: "content", digest: await upload(other), sizeBytes: other.length };
    expect(await codesOf(await ask(attach, "POST", params, body))).toBe("attached_otherwise");
  });

  test("nothing outside of the roots is read, also not by a link; secrets and private addresses are refused", async () => {
    const bytes = Buffer.from("x");
    await recordArtifact("dataset_version", "DS:bad");
    const codes = async (uri: string) => codesOf(await attachAt("DS:bad", uri, bytes));
    expect(await codes("file:///etc/passwd")).toBe("reference_outside_roots");
    expect(await codes(`${pathToFileURL(roots).href}/../etc/passwd`)).toBe("reference_not_normal");
    expect(await codes("s3://somebodys/key")).toBe("reference_outside_roots");
    const withPassword = await attachAt("DS:bad", "https://user:pass@example.org/x", bytes);
    expect(Problem.parse(await withPassword.json()).errors?.map(({ code }) => code)).toEqual(["personal_data"]);
    expect(await codes("https://example.org/x?X-Amz-Signature=1")).toBe("reference_with_secret");
    expect(await codes("http://example.org/x")).toBe("reference_not_known");
    const refused = (await recordOf(scene.account)).filter(
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
