import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import {
  ask,
  carrying,
  codesOf,
  ownScene,
  scene,
  told,
  upload,
} from "@/app/api/v1/projects/[project]/contents.testing";
import { POST as record } from "@/app/api/v1/projects/[project]/events/route";
import { POST as completion } from "@/app/api/v1/projects/[project]/uploads/[id]/completion/route";
import { PUT as part } from "@/app/api/v1/projects/[project]/uploads/[id]/parts/[number]/route";
import { POST as begin } from "@/app/api/v1/projects/[project]/uploads/route";
import { UploadReply } from "@/lib/contract/contents";
import { ArtifactReply, LineageReply } from "@/lib/contract/reply";
import { call, service } from "@/lib/http/testing";
import { GET as walk } from "../lineage/route";
import { GET as view } from "../route";
import { POST as attach } from "./route";

ownScene();

const at = { timestamp: "2026-01-01T00:00:00Z" };
const DATASET = { type: "dataset_version", id: "DS:1" };
const OTHER = { type: "dataset_version", id: "DS:other" };
const MODEL = { type: "model_version", id: "m:v1" };

/** A model version that was trained on the dataset, and a dataset that has nothing to do with it. */
async function story(): Promise<void> {
  await carrying("dataset_version", DATASET.id, randomBytes(100));
  await carrying("dataset_version", OTHER.id, randomBytes(100));
  const used = [{ rel: "USED", ...DATASET }];
  const made = [{ rel: "PRODUCED_BY", type: "run", id: "R1" }];
  for (const event of [
    { event_id: "run", action: "start", ...at, subject: { type: "run", id: "R1" }, related: used },
    { event_id: "model", action: "register", ...at, subject: MODEL, related: made },
  ]) {
    expect((await ask(record, "POST", {}, event)).status).toBe(201);
  }
}

const marked = async ({ type, id }: { type: string; id: string }) =>
  (await told(ask(view, "GET", { type, id }), ArtifactReply)).findings;

test("other bytes that were brought under a recorded name are refused, and mark what rests on it; a mere claim marks nothing", async () => {
  await story();
  expect(await marked(DATASET)).toEqual([]);

  const bytes = randomBytes(100);
  const wanted = { role: "content", sizeBytes: bytes.length };
  const claimed = await ask(attach, "POST", DATASET, { ...wanted, digest: `sha256:${"0".repeat(64)}` });
  expect(await codesOf(claimed)).toBe("attached_otherwise content_not_uploaded");
  expect(await marked(DATASET)).toEqual([]);

  const elsewhere = await carrying("dataset_version", "DS:elsewhere", bytes);
  const other = await service(["artifact:read", "artifact:attach"]);
  const claiming = { method: "POST", token: other.secret, params: { project: scene.here, ...DATASET } };
  expect(await codesOf(await call(attach, { ...claiming, body: { ...wanted, digest: elsewhere } }))).toBe(
    "attached_otherwise",
  );
  expect(await marked(DATASET)).toEqual([]);

  const digest = await upload(bytes);
  for (const _ of ["once", "twice"]) {
    expect(await codesOf(await ask(attach, "POST", DATASET, { ...wanted, digest }))).toBe("attached_otherwise");
  }
  const [finding, ...more] = await marked(DATASET);
  expect(finding).toMatchObject({
    kind: "other_content_brought",
    concerns: DATASET,
    restingOn: [DATASET],
    blocks: [MODEL],
  });
  expect(more).toEqual([]);
  expect(await marked(MODEL)).toMatchObject([{ id: finding?.id, concerns: DATASET, restingOn: [MODEL] }]);
  expect(await marked(OTHER)).toEqual([]);

  const walked = await told(ask(walk, "GET", { type: "run", id: "R1" }), LineageReply);
  expect(walked.findings.map(({ id }) => id)).toEqual([finding?.id]);
  const restingOn = walked.findings.flatMap((each) => each.restingOn.map(({ id }) => id));
  expect(restingOn.sort()).toEqual(["DS:1", "R1", "m:v1"]);
});

test("who reports bytes that the project has as those of something else sends them, and that is the finding", async () => {
  await carrying("dataset_version", "DS:named", randomBytes(100));
  const named = { type: "dataset_version", id: "DS:named" };
  const bytes = randomBytes(100);
  const digest = await carrying("dataset_version", "DS:held", bytes);
  const reporter = await service(["artifact:read", "artifact:attach"]);
  const asReporter = (handler: Parameters<typeof call>[0], method: string, params: object, body?: unknown) =>
    call(handler, {
      method,
      token: reporter.secret,
      params: { project: scene.here, ...params },
      ...(body ? { body } : {}),
    });
  const attachment = { artifact: named, role: "content", isReport: true };
  const offer = { digest, sizeBytes: bytes.length, attachment };
  const begun = await told(asReporter(begin, "POST", {}, offer), UploadReply);
  const id = begun.id ?? "nothing is to be sent";
  expect((await asReporter(part, "PUT", { id, number: "1" }, bytes)).status).toBe(204);
  expect((await asReporter(completion, "POST", { id })).status).toBe(201);
  const wanted = { role: "content", digest, sizeBytes: bytes.length };
  expect(await codesOf(await asReporter(attach, "POST", named, wanted))).toBe("attached_otherwise");
  expect(await marked(named)).toMatchObject([{ kind: "other_content_brought", concerns: named }]);
  expect(await told(asReporter(begin, "POST", {}, offer), UploadReply)).toMatchObject({ id: null, isComplete: true });
});
