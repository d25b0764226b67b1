import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { Decimal } from "@/graph-schema/values";
import { WireEvent } from "@/graph-schema/wire";
import { faults } from "@/lib/contract/faults";
import * as identity from "@/lib/contract/identity";
import { impersonalPointer } from "@/lib/contract/impersonal-pointer";
import * as promotion from "@/lib/contract/promotion";
import { EventsBody } from "@/lib/contract/record";
import { WalkCursor } from "@/lib/lineage/cursor";

function faultsIn(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : faults(parsed.error).map(({ pointer, code }) => `${pointer} ${code}`);
}

test("every fault of a body is told with its place", () => {
  expect(faultsIn(identity.SignInBody, {})).toEqual(["/username required", "/password required"]);
  expect(faultsIn(identity.SignInBody, { username: "", password: 1, admin: true })).toEqual([
    "/username too_small",
    "/password invalid_type",
    "/admin unrecognized_key",
  ]);
  expect(faultsIn(identity.SetRolesBody, { roles: ["viewer", "god"] })).toEqual(["/roles/1 invalid_value"]);
});

test("of a union the branch is told that the value came closest to", () => {
  const event = {
    event_id: "e",
    action: "record",
    timestamp: "2025-05-05T14:03:00Z",
    subject: { type: "run", id: "R1" },
  };
  expect(faultsIn(EventsBody, { ...event, subject: { type: "run" } })).toEqual(["/subject/id required"]);
  expect(faultsIn(EventsBody, [event, { ...event, timestamp: "today" }])).toEqual(["/1/timestamp invalid_time"]);
});

test("a batch that is too long or empty is told so, and what to do", () => {
  const event = {
    event_id: "e",
    action: "record",
    timestamp: "2025-05-05T14:03:00Z",
    subject: { type: "run", id: "R" },
  };
  const saying = (value: unknown) => {
    const parsed = EventsBody.safeParse(value);
    return parsed.success ? [] : faults(parsed.error);
  };
  expect(saying(Array.from({ length: 1_001 }, () => event))).toEqual([
    { pointer: "", code: "batch_too_large", detail: "at most 1,000 events; send several batches" },
  ]);
  expect(saying([])).toEqual([
    { pointer: "", code: "batch_empty", detail: "holds no event: send one event, or an array of 1 to 1,000" },
  ]);
  expect(saying(17)).toEqual([{ pointer: "", code: "invalid_type", detail: "must be an object, or must be an array" }]);
});

test("what is refused has a code of its own and words of ours", () => {
  const subject = (type: string, id: string) => WireEvent.shape.subject.safeParse({ type, id });
  const told = [
    subject("run", "ada@example.org"),
    subject("spaceship", "x"),
    subject("run", "churn\u200B:v2"),
    subject("run", "\u202E2v:nruhc"),
    subject("run", ".."),
    WalkCursor.safeParse("x"),
    z.array(Decimal).safeParse(["high"]),
    identity.SignInBody.safeParse({ username: 1, password: "" }),
    identity.SetRolesBody.safeParse({ roles: ["god"] }),
  ].flatMap(({ error }) => (error ? faults(error) : []));
  expect(told.map(({ code }) => code)).toEqual([
    "id_like_email",
    "unknown_type",
    "invisible_character",
    "invisible_character",
    "dot_segment",
    "invalid_cursor",
    "invalid_format",
    "invalid_type",
    "too_small",
    "invalid_value",
  ]);
  expect(told.map(({ detail }) => detail).filter((detail) => !/^(must|is|looks) /.test(detail))).toEqual([]);
});

test("no more than a hundred faults are told one by one", () => {
  const told = faultsIn(
    z.array(z.int()),
    Array.from({ length: 250 }, () => "x"),
  );
  expect(told).toHaveLength(101);
  expect(told.at(-1)).toBe(" more_errors");
});

test("whatever a caller names their fields, the log's pointer holds none of it", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 5 }), (names) => {
      fc.pre(names.every((name) => !/^\d{1,4}$/.test(name) && !name.includes("/")));
      const pointer = impersonalPointer(`/metadata/${names.join("/")}`, [identity.SignInBody]);
      expect(pointer).toMatch(/^\/\*(\/\*)*$|^\/\*\/$/);
    }),
  );
  expect(impersonalPointer("/3/subject/id", [EventsBody])).toBe("/3/subject/id");
  expect(impersonalPointer("/metadata/ada@example.org", [WireEvent])).toBe("/metadata/*");
});

test("the field names of every body that the API takes can be told", () => {
  const bodies = [...Object.values(identity), ...Object.values(promotion)].filter(
    (value) => value instanceof z.ZodType,
  );
  for (const body of [...bodies, EventsBody]) {
    expect(() => impersonalPointer("/x", [body])).not.toThrow();
  }
});
