import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, sha256 } from "./hash";
import { runs } from "./runs.testing";

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

// Names that sort differently by code units and by code points, that look like numbers, and that objects have already.
const ODD = ["", "10", "9", "1e3", "__proto__", "constructor", "toString", "\ue000", "\u{1f600}", "\u20ac", "\r", "é"];
const name = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: "binary", maxLength: 5 }));
const leaf = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
);

/** A value as a parser makes it: `__proto__` is a name like others there. */
function objectOf(pairs: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(new Map(pairs));
}

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie("value")), { maxLength: 4 }).map(objectOf),
  ),
}));

/** RFC 8785, section 3.2, word by word: no white space, names sorted by their UTF-16 code units, strings as ECMAScript has them. */
function written(any: Json): string {
  if (Array.isArray(any)) {
    return `[${any.map(written).join(",")}]`;
  }
  if (typeof any !== "object" || any === null) {
    return JSON.stringify(any);
  }
  const sorted = Object.entries(any).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${written(each)}`).join(",")}}`;
}

/** The same value, whose names were given in the opposite order. */
function turned(any: Json): Json {
  if (Array.isArray(any)) {
    return any.map(turned);
  }
  return typeof any === "object" && any !== null
    ? objectOf(
        Object.entries(any)
          .map(([key, each]) => [key, turned(each)] as const)
          .reverse(),
      )
    : any;
}

test("a value has one text, that of RFC 8785, whatever the order in which it was made, and reads back as it was", () => {
  fc.assert(
    fc.property(value, (any) => {
      const text = canonicalJson(any);
      return text === written(any) && canonicalJson(turned(any)) === text && canonicalJson(JSON.parse(text)) === text;
    }),
    runs(2_000, 400_000),
  );
});

test("the example of RFC 8785 comes out as it says", () => {
  const numbers: unknown = JSON.parse("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]");
  const string = "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/";
  expect(canonicalJson({ numbers, string, literals: [null, true, false] })).toBe(
    `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
  );
});

test("what has no form in JSON is refused", () => {
  for (const wrong of [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "\ud800",
    { a: "\udfff" },
    { "\ud800": 1 },
    1n,
    undefined,
  ]) {
    expect(() => canonicalJson(wrong)).toThrow();
    expect(() => canonicalJson([{ a: wrong === undefined ? 2n : wrong }])).toThrow();
  }
});

test("a text is hashed as UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(sha256(text)).toBe(`sha256:${createHash("sha256").update(Buffer.from(text, "utf8")).digest("hex")}`);
    }),
  );
});
