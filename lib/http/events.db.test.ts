import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { POST } from "@/app/api/v1/projects/[project]/events/route";
import { Problem } from "@/lib/contract/problem";
import { RecordReply } from "@/lib/contract/record";
import { read } from "@/lib/graph/session";
import { IS_LONG } from "@/lib/runs.testing";
import { BAD_EVENTS, goodEvents } from "./bad-events.testing";
import { call, project, service, signedIn } from "./testing";

const CLASSES = Object.entries(BAD_EVENTS);
const EACH = IS_LONG ? 100 : 30;
const AT_ONCE = 8;

const Counts = z.object({ artifacts: z.int(), links: z.int(), done: z.int(), refused: z.int(), waiting: z.int() });

/** What stands in the project; half of an event would show as one of these without the others. */
async function counts(of: string) {
  const [row] = await read((tx) =>
    tx.rows(
      `RETURN COUNT { MATCH (:Artifact {project: $of}) } AS artifacts,
              COUNT { MATCH (:Artifact {project: $of})-[r]->(:Artifact) } AS links,
              COUNT { MATCH (:AuditEvent {project: $of, outcome: 'done', origin: 'asserted'}) } AS done,
              COUNT { MATCH (:AuditEvent {project: $of, outcome: 'refused'}) } AS refused,
              COUNT { MATCH (e:AuditEvent {project: $of}) MATCH (:Outbox {eventId: e.id}) } AS waiting`,
      { of },
      Counts,
    ),
  );
  return Counts.parse(row);
}

let here = "";
let token = "";

function post(body: unknown): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return call(POST, { method: "POST", token, params: { project: here }, body: text });
}

beforeAll(async () => {
  here = await project();
  token = (await service(["event:record"])).secret;
});

describe("POST /events", () => {
  test("answers 201 for what is new, 200 for what is known, with a receipt for each", async () => {
    const first = await post(goodEvents());
    expect(first.status).toBe(201);
    const { receipts } = RecordReply.parse(await first.json());
    expect(receipts.map(({ eventId, status, origin }) => `${eventId} ${status} ${origin}`)).toEqual([
      "e1 recorded asserted",
      "e2 recorded asserted",
      "e3 recorded asserted",
    ]);
    const second = await post(goodEvents());
    expect(second.status).toBe(200);
    expect(RecordReply.parse(await second.json()).receipts.map(({ id }) => id)).toEqual(receipts.map(({ id }) => id));
  });

  test(`refuses ${CLASSES.length * EACH} bad events of ${CLASSES.length} classes: each names its place, each is on record, none is half written`, async () => {
    const before = await counts(here);
    const bad = CLASSES.flatMap(([name, make]) => Array.from({ length: EACH }, (_, n) => ({ name, ...make(n) })));
    const wrong: string[] = [];
    for (let done = 0; done < bad.length; done += AT_ONCE) {
      await Promise.all(
        bad.slice(done, done + AT_ONCE).map(async ({ name, body, names }, index) => {
          const response = await post(body);
          const told = Problem.safeParse(await response.json());
          const isNamed = told.data?.errors?.some(({ pointer, detail }) => names.test(pointer) && detail.length > 5);
          if (response.status < 400 || response.status > 499 || !isNamed || !told.data?.recorded) {
            wrong.push(
              `${name} ${done + index}: ${response.status} ${JSON.stringify(told.data ?? null).slice(0, 300)}`,
            );
          }
        }),
      );
    }
    expect(wrong).toEqual([]);
    const after = await counts(here);
    expect(after).toEqual({
      ...before,
      refused: before.refused + bad.length,
      waiting: before.waiting + bad.length,
    });
  }, 240_000);

  test("takes no events from who may only look, nor a body larger than any batch", async () => {
    const { cookie } = await signedIn("viewer");
    const event = { ...goodEvents()[0], event_id: randomUUID() };
    const asViewer = await call(POST, { method: "POST", cookie, params: { project: here }, body: event });
    expect(asViewer.status).toBe(403);
    const huge = await post(`[${" ".repeat(33 * 1024 * 1024)}]`);
    expect(huge.status).toBe(413);
  });
});
