import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { POST } from "@/app/api/v1/projects/[project]/events/route";
import { Problem } from "@/lib/contract/problem";
import { RecordReply } from "@/lib/contract/record";
import { read } from "@/lib/graph/session";
import { attestedOf } from "@/lib/promotion/attested";
import { call, project, service } from "./testing";

let here = "";
let ci = "";
let serving = "";
let recorder = "";

const AT = { timestamp: "2026-11-24T09:00:00Z" };
const VERSION = { type: "model_version", id: "m:v1" };

function attest(id: string, result: string, more: object = {}) {
  return {
    ...{ event_id: id, action: "attest", ...AT },
    subject: { type: "attestation", id: `att:${id}` },
    related: [VERSION],
    metadata: { claim: "tests", result },
    ...more,
  };
}

function post(token: string, body: object): Promise<Response> {
  return call(POST, { method: "POST", token, params: { project: here }, body });
}

/** How it ended: the status, and where what was wrong stands. */
async function told(response: Response): Promise<string> {
  const { errors = [], recorded } = Problem.parse(await response.json());
  const wrong = errors.map(({ pointer, code }) => `${code} at ${pointer}`).join(", ");
  return `${response.status} ${wrong}${recorded ? "" : ", not on record"}`;
}

/** What the gate goes by. */
async function latest(): Promise<(string | null)[]> {
  const attested = await read((tx) => attestedOf(tx, here, VERSION.id, ["tests"]));
  return attested.latest.map(({ result }) => result);
}

beforeAll(async () => {
  here = await project();
  ci = (await service(["event:record", "acted:facts", "attestation:state"])).secret;
  serving = (await service(["event:record", "acted:facts"])).secret;
  recorder = (await service(["event:record"])).secret;
  const made = { ...AT, metadata: {} };
  const sent = await post(ci, [
    { event_id: "m", action: "record", subject: { type: "model", id: "m" }, ...made },
    { event_id: "v", action: "register", subject: VERSION, related: [{ type: "model", id: "m" }], ...made },
    attest("ci", "failed"),
  ]);
  expect(sent.status).toBe(201);
});

describe("a token that may state facts and no attestations", () => {
  test("states none by an event, and the failure that another one stated stays the latest", async () => {
    expect(await told(await post(serving, attest("own", "passed")))).toBe("403 permission_missing at /action");
    expect(await latest()).toEqual(["failed"]);
  });

  test("states none under the name of another action, nor for an attestation that is there", async () => {
    const declared = { type: "attestation", id: "att:hidden", claim: "tests", result: "passed", related: [VERSION] };
    const subject = { type: "run", id: "R1" };
    const hidden = { event_id: "hidden", action: "start", subject, ...AT, metadata: {}, declares: [declared] };
    expect(await told(await post(serving, hidden))).toBe("403 permission_missing at /action");
    const asserted = { ...attest("loose", "passed"), related: [] };
    expect((await post(recorder, asserted)).status).toBe(201);
    const tied = { event_id: "tied", action: "record", subject, ...AT, metadata: {} };
    const link = { ...tied, declares: [], subject: { type: "attestation", id: "att:loose" }, related: [VERSION] };
    expect(await told(await post(serving, link))).toBe("403 permission_missing at /action");
    expect(await latest()).toEqual(["failed"]);
  });

  test("records nothing of a batch that holds one, and is told which it is", async () => {
    const run = { event_id: "run", action: "start", subject: { type: "run", id: "R2" }, ...AT, metadata: {} };
    expect(await told(await post(serving, [run, attest("second", "passed")]))).toBe(
      "403 permission_missing at /1/action",
    );
    const Refused = z.object({ outcome: z.string(), made: z.int() });
    const [refused] = await read((tx) =>
      tx.rows(
        `MATCH (e:AuditEvent {project: $here, outcome: 'refused'}) WHERE e.stamp > 0
         WITH e ORDER BY e.stamp DESC LIMIT 1
         RETURN e.outcome AS outcome, COUNT { MATCH (:Artifact {project: $here, type: 'run', id: 'R2'}) } AS made`,
        { here },
        Refused,
      ),
    );
    expect(refused).toEqual({ outcome: "refused", made: 0 });
  });

  test("states every other fact as its act", async () => {
    const run = { event_id: "R3", action: "start", subject: { type: "run", id: "R3" }, ...AT, metadata: {} };
    const { receipts } = RecordReply.parse(await (await post(serving, run)).json());
    expect(receipts.map(({ origin }) => origin)).toEqual(["acted"]);
  });
});

test("what only asserts still tells of an attestation, which counts for no gate", async () => {
  const { receipts } = RecordReply.parse(await (await post(recorder, attest("elsewhere", "passed"))).json());
  expect(receipts.map(({ origin }) => origin)).toEqual(["asserted"]);
  expect(await latest()).toEqual(["failed"]);
});

describe("a verdict of a new run", () => {
  const verdict = (event_id: string, metadata: object) => ({
    ...{ event_id, action: "reproduce", ...AT, subject: { type: "prediction", id: "P-again" }, metadata },
  });
  const whole = { verdict: "reproduced", fields: 2, differing: 0, runs: 1, trained: false };

  beforeAll(async () => {
    const predicted = { event_id: "P", action: "predict", subject: { type: "prediction", id: "P-again" }, ...AT };
    expect((await post(ci, { ...predicted, metadata: {} })).status).toBe(201);
  });

  test("is an act of those alone who may run predictions again, and said by all others", async () => {
    const running = (await service(["event:record", "acted:facts", "reproduction:run"])).secret;
    for (const [token, origin] of [[running, "acted"] as const, [serving, "asserted"] as const]) {
      const { receipts } = RecordReply.parse(await (await post(token, verdict(origin, whole))).json());
      expect(receipts.map((each) => each.origin)).toEqual([origin]);
    }
  });

  test.each([{}, { fields: 0 }, { fields: 2, differing: 1 }])(
    "says that it came out as recorded only where that was compared: %o",
    async (counts) => {
      const body = verdict(`none-${JSON.stringify(counts)}`, { verdict: "reproduced", trained: false, ...counts });
      expect(await told(await post(recorder, body))).toMatch(/^422 .+ at \/metadata\/fields$/);
    },
  );
});
