import { expect, test } from "vitest";
import { z } from "zod";
import { Whole } from "@/lib/contract/query";
import { parseBody, parseQuery } from "./input";

const MAX = 64;

function post(body: BodyInit | null, headers: Record<string, string> = { "content-type": "application/json" }) {
  return new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

/** A body that arrives in pieces, claims no length, and tells how much of it was read. */
function endless(read: { bytes: number }): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      read.bytes += 1_000_000;
      controller.enqueue(new Uint8Array(1_000_000).fill(0x20));
    },
  });
}

async function outcome(request: Request): Promise<string> {
  const parsed = await parseBody(z.strictObject({ a: z.int() }), request, MAX);
  return "unfit" in parsed
    ? `${parsed.unfit.status} ${parsed.unfit.errors[0]?.code}`
    : JSON.stringify(parsed.value.body);
}

test("a body is JSON in UTF-8 that says so, or it is refused", async () => {
  expect(await outcome(post('{"a":1}'))).toBe('{"a":1}');
  expect(await outcome(post('{"a":1}', { "content-type": "application/json; charset=UTF-8" }))).toBe('{"a":1}');
  expect(await outcome(post('{"a":1}', { "content-type": "text/plain" }))).toBe("415 unsupported_media_type");
  expect(await outcome(post('{"a":1}', { "content-type": "application/json; charset=latin1" }))).toBe(
    "415 unsupported_media_type",
  );
  expect(await outcome(post('{"a":1}', { "content-type": "application/json", "content-encoding": "gzip" }))).toBe(
    "415 unsupported_media_type",
  );
  expect(await outcome(post(new Uint8Array([0x22, 0xff, 0x22])))).toBe("400 invalid_utf8");
  expect(await outcome(post(""))).toBe("400 malformed_json");
  expect(await outcome(post('{"a":1,"a":2}'))).toBe("400 duplicate_key");
  expect(await outcome(post('{"a":"1"}'))).toBe("422 invalid_type");
});

test("a form is one that says so, gives no name twice and is otherwise refused", async () => {
  const form = (body: BodyInit, type = "application/x-www-form-urlencoded") => post(body, { "content-type": type });
  const told = async (request: Request) => {
    const parsed = await parseBody(z.object({ a: z.string() }), request, MAX, "form");
    return "unfit" in parsed
      ? `${parsed.unfit.status} ${parsed.unfit.errors[0]?.code}`
      : JSON.stringify(parsed.value.body);
  };
  expect(await told(form("a=1%2B+2&more=x"))).toBe('{"a":"1+ 2"}');
  expect(await told(form("a=1", "application/x-www-form-urlencoded; charset=utf-8"))).toBe('{"a":"1"}');
  expect(await told(form('{"a":"1"}', "application/json"))).toBe("415 unsupported_media_type");
  expect(await told(form("a=1&a=2"))).toBe("400 duplicate_parameter");
  expect(await told(form("b=1"))).toBe("400 required");
  expect(await told(form(`a=${"x".repeat(MAX)}`))).toBe("413 too_large");
  expect(await told(form(new Uint8Array([0x61, 0x3d, 0xff])))).toBe("400 invalid_utf8");
});

test("a body beyond its limit is refused, whatever length it claims", async () => {
  expect(await outcome(post(`${" ".repeat(MAX - 7)}{"a":1}`))).toBe('{"a":1}');
  expect(await outcome(post(`${" ".repeat(MAX - 6)}{"a":1}`))).toBe("413 too_large");
});

test("a body without end is read only so far", async () => {
  const read = { bytes: 0 };
  expect(await outcome(post(endless(read)))).toBe("413 too_large");
  expect(read.bytes).toBeLessThan(80_000_000);
});

test("a parameter is given once, and none that nobody asked for", () => {
  const schema = z.strictObject({ limit: Whole.optional() });
  const told = (query: string) => {
    const parsed = parseQuery(schema, `http://localhost/?${query}`);
    return "unfit" in parsed ? parsed.unfit.errors.map(({ pointer, code }) => `${pointer} ${code}`) : parsed.value;
  };
  expect(told("limit=5")).toEqual({ limit: 5 });
  expect(told("limit=5&limit=6")).toEqual(["limit duplicate_parameter"]);
  for (const none of ["x", "", "0x3", "1e2", "1.5", " 1", "1234567890123456"]) {
    expect(told(`limit=${none}`)).toEqual(["limit invalid_format"]);
  }
  expect(told("__proto__=1")).toEqual(["__proto__ unrecognized_key"]);
  expect(told("__proto__=1&constructor=2")).toEqual(["__proto__ unrecognized_key", "constructor unrecognized_key"]);
});

test("a name that is personal itself is told by its position, never repeated", async () => {
  const personal = "ada@example.org";
  const body = await parseBody(z.strictObject({ a: z.looseObject({}) }), post(`{"a":{},"${personal}":1}`), MAX);
  const twice = await parseBody(z.looseObject({}), post(`{"${personal}":1,"${personal}":2}`), MAX);
  const query = parseQuery(z.strictObject({}), `http://localhost/?x=1&${personal}=2`);
  expect(
    [body, twice, query].map((each) => ("unfit" in each ? each.unfit.errors.map(({ pointer }) => pointer) : [])),
  ).toEqual([["/*"], ["/*"], ["x", "*"]]);
  expect(JSON.stringify([body, twice, query])).not.toContain("ada@");
  expect("unfit" in body && body.unfit.errors[0]?.detail).toContain("name 2 of its object");
});
