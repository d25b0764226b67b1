import fc from "fast-check";
import { expect, test } from "vitest";
import { safeNext } from "./leave";

test("signing in leads back to a page of this application and never to another site", () => {
  expect(safeNext("/projects/default/models?at=2025-05-12")).toBe("/projects/default/models?at=2025-05-12");
  for (const hostile of [
    null,
    "",
    "https://evil.test/",
    "//evil.test/x",
    "/\\evil.test",
    "/\t/evil.test",
    "javascript:x",
    "/x/..//evil.test",
  ]) {
    expect(safeNext(hostile)).toBe("/");
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const to = new URL(safeNext(`/${text}`), "https://here.test");
      expect(to.host).toBe("here.test");
    }),
  );
});
