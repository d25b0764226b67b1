import { expect, test } from "vitest";
import { migrations, mismatch, parseMigration, stated } from "./list";
import { STATED } from "./stated";

test("statements end with a semicolon at the end of a line, and comments are no part of them", () => {
  const { statements } = parseMigration("0001-x", "// a; b\nCREATE X\n  FOR (a:'y;z');\n\n  // last\nCREATE Y;");
  expect(statements).toEqual(["CREATE X\n  FOR (a:'y;z')", "CREATE Y"]);
});

test("the checksum changes with the text, but not with the platform's line ends", () => {
  const checksum = (text: string) => parseMigration("0001-x", text).checksum;
  expect(checksum("A;\nB;\n")).toBe(checksum("A;\r\nB;\r\n"));
  expect(checksum("A;\nB;\n")).not.toBe(checksum("A;\nC;\n"));
});

test("every migration of the code is numbered in order and can be repeated after a crash", () => {
  const known = migrations();
  expect(known.map(({ id }) => Number(id.slice(0, 4)))).toEqual(known.map((_, index) => index + 1));
  for (const statement of known.flatMap(({ statements }) => statements)) {
    expect(statement).toMatch(/\bIF (NOT )?EXISTS\b/);
  }
});

test("what the database has and the code does not know, or knows otherwise, is named", () => {
  const one = parseMigration("0001-one", "A;");
  expect(mismatch([one], [])).toBeUndefined();
  expect(mismatch([one], [one])).toBeUndefined();
  expect(mismatch([one], [{ id: "0002-two", checksum: "x" }])).toEqual({ id: "0002-two", why: "unknown" });
  expect(mismatch([one], [{ id: "0001-one", checksum: "x" }])).toEqual({ id: "0001-one", why: "changed" });
});

test("what readiness looks for is what the migrations state", () => {
  const known = migrations().flatMap(({ statements }) => statements);
  expect(["constraint migration_id", ...stated(known).keys()].sort()).toEqual([...STATED].sort());
});

test("what a later migration drops is not looked for", () => {
  const statements = [
    "CREATE TEXT INDEX a IF NOT EXISTS FOR …",
    "CREATE INDEX b IF NOT EXISTS FOR …",
    "DROP INDEX a IF EXISTS",
  ];
  expect([...stated(statements).keys()]).toEqual(["index b"]);
});
