import { expect, test } from "vitest";
import { sha256 } from "@/lib/hash";
import { scan } from "./scan";

async function* chunks(text: string) {
  // Cut amid lines and amid characters.
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 7) {
    yield bytes.subarray(at, at + 7);
  }
}

const TEXT = [
  "id,mail,amount",
  "1,jürgen.groß@posteo.de,19.90",
  '{"customer": {"phone": 4915112345678}, "rows": 12}',
  "nothing here, by Maria Gonzalez",
].join("\n");

test("a file is told line by line what is in it, and never what stands there", async () => {
  const result = await scan(chunks(TEXT), true);
  expect(result).toMatchObject({ lines: 4, sha256: sha256(TEXT), found: { email: 1, phone: 1 }, truncated: false });
  expect(result.places.filter(({ kind }) => kind !== "name")).toEqual([
    { line: 2, pointer: "", kind: "email", count: 1 },
    { line: 3, pointer: "/customer/phone", kind: "phone", count: 1 },
  ]);
  expect(JSON.stringify(result)).not.toMatch(/posteo|49151|Gonzalez/);
});

test("a file without line ends is searched in parts, and a file without anything says so", async () => {
  const long = `${"a ".repeat(200_000)} ana@posteo.de`;
  expect((await scan(chunks(long), false)).found).toEqual({ email: 1 });
  expect((await scan(chunks("auc 0.91\n"), false)).found).toEqual({});
});
