import { expect, test } from "vitest";
import { firstProject } from "./project";

const UNUSED = { id: "default", simulation: false, createdAt: null };
const SAMPLE = { id: "sample", simulation: true, createdAt: "2025-05-12T09:03:00.000Z" };

test("a reader who named no project begins where something is recorded", () => {
  expect(firstProject([UNUSED])).toBe("default");
  expect(firstProject([UNUSED, SAMPLE])).toBe("sample");
  expect(firstProject([SAMPLE, { ...UNUSED, createdAt: SAMPLE.createdAt }])).toBe("default");
});
