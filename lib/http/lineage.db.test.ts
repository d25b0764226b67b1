import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { GET as getSchema } from "@/app/api/v1/event.schema.json/route";
import { GET as getWalk } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/lineage/route";
import { GET as getArtifact } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/route";
import { GET as getTrace } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/trace/route";
import { GET as getTrail } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/trail/route";
import { POST } from "@/app/api/v1/projects/[project]/events/route";
import { GET as getModels } from "@/app/api/v1/projects/[project]/models/route";
import { GET as getProduction } from "@/app/api/v1/projects/[project]/production/route";
import { GET as getPromotions } from "@/app/api/v1/projects/[project]/promotion-requests/route";
import { GET as getSearch } from "@/app/api/v1/projects/[project]/search/route";
import { stampOf } from "@/graph-schema/values";
import { Problem } from "@/lib/contract/problem";
import { ArtifactReply, AuditReply, LineageReply, SearchReply } from "@/lib/contract/reply";
import { auditEvent } from "@/lib/identity/audit";
import { walkCursorText } from "@/lib/lineage/cursor";
import type { Handler } from "./route";
import { call, project, recordOf, service, signedIn } from "./testing";

let here = "";
let reader: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  here = await project();
  reader = await signedIn("viewer");
  const token = (await service(["event:record"])).secret;
  const dataset = { type: "dataset", id: "DS:1" };
  const body = {
    event_id: randomUUID(),
    action: "start",
    timestamp: "2024-05-15T10:00:00Z",
    subject: { type: "run", id: "R/1 ä" },
    related: [dataset],
    declares: [dataset],
  };
  expect((await call(POST, { method: "POST", token, params: { project: here }, body })).status).toBe(201);
});

function get(handler: Handler, params: Record<string, string>, search = ""): Promise<Response> {
  return call(handler, { cookie: reader.cookie, path: `/x${search}`, params: { project: here, ...params } });
}

async function lastLook() {
  return (await recordOf(reader.account.account)).at(-1);
}

const run = { type: "run", id: "R/1 ä" };

test("a walk is on record with its focus, how far it went and each artifact that it showed", async () => {
  const response = await get(getWalk, run, "?direction=upstream&depth=99");
  const reply = LineageReply.parse(await response.json());
  expect(reply).toMatchObject({ depth: 10, total: 2, direction: "upstream" });
  const look = await lastLook();
  expect(look).toMatchObject({ action: "walk", outcome: "done", project: here, subject: "R/1 ä" });
  expect(JSON.parse(look?.facts ?? "")).toEqual({ direction: "upstream", depth: 10, total: 2, shown: 2 });
  const { payloads } = await auditEvent(look?.id ?? "", true);
  expect(payloads[0]?.content).toMatchObject({ shown: [run, { type: "dataset_version", id: "DS:1" }] });
});

test("an artifact, its trail and a search are on record, too; the search's words only encrypted", async () => {
  expect(ArtifactReply.parse(await (await get(getArtifact, run)).json()).artifact.id).toBe("R/1 ä");
  expect(await lastLook()).toMatchObject({ action: "view", subject: "R/1 ä" });
  const trail = AuditReply.parse(await (await get(getTrail, { type: "dataset", id: "DS:1" })).json());
  expect(trail.events.map(({ action }) => action)).toEqual(["start"]);
  expect(await lastLook()).toMatchObject({ action: "view", subject: "DS:1" });
  const found = SearchReply.parse(await (await get(getSearch, {}, "?q=DS%3A")).json());
  expect(found.hits.map(({ artifact }) => artifact?.id)).toEqual(["DS:1"]);
  const look = await lastLook();
  expect(look).toMatchObject({ action: "search", subject: null });
  expect(look?.note).not.toContain("DS%3A");
});

test.each([
  ["types", "?types=spaceship"],
  ["direction", "?direction=sideways"],
  ["depth", "?depth=deep"],
  ["cursor", "?cursor=made-up"],
  ["cursor", `?cursor=${Buffer.from("[1,2,3]").toString("base64url")}`],
  [
    "cursor",
    `?cursor=${walkCursorText({ asOf: stampOf(Date.parse("2026-11-28T00:00:00Z")), hops: 3, lane: 11, id: "x" })}`,
  ],
  ["limit", "?limit=1&limit=2"],
  ["hops", "?hops=3"],
])("a walk with a wrong %s is refused, and the answer names it (%s)", async (name, search) => {
  const response = await get(getWalk, run, search);
  expect(response.status).toBe(400);
  const told = Problem.parse(await response.json());
  expect(told.errors?.[0]?.pointer).toMatch(new RegExp(`^${name}`));
});

test.each([
  ["models", getModels],
  ["production", getProduction],
  ["promotion requests", getPromotions],
])("the list of %s refuses a cursor that it did not give out", async (_, handler) => {
  for (const cursor of [
    "x",
    "",
    "-1",
    "1e3",
    "%201838944952294400",
    "1838944952294400.",
    "../../etc",
    "9007199254740993",
    "%F0%9F%98%80",
  ]) {
    const response = await get(handler, {}, `?limit=2&cursor=${cursor}`);
    expect({ cursor, status: response.status }).toEqual({ cursor, status: 400 });
    expect(Problem.parse(await response.json()).errors?.map(({ pointer }) => pointer)).toEqual(["cursor"]);
  }
});

test("what is not recorded is not found, in any kind of look, and that is on record", async () => {
  for (const handler of [getWalk, getArtifact, getTrail]) {
    expect((await get(handler, { type: "run", id: "R999" })).status).toBe(404);
    expect(await lastLook()).toMatchObject({
      action: "view",
      outcome: "failed",
      reasons: expect.stringContaining("not_found"),
    });
  }
  expect((await get(getTrace, { type: "prediction", id: "P999" })).status).toBe(404);
  expect((await get(getTrace, run)).status).toBe(400);
});

test("the event's JSON Schema is published for everybody", async () => {
  const response = await call(getSchema);
  expect(response.headers.get("content-type")).toContain("application/schema+json");
  expect(await response.json()).toMatchObject({
    title: "Pedigree event",
    required: expect.arrayContaining(["action"]),
  });
});
