import fc from "fast-check";
import { expect, test } from "vitest";
import { DISCREPANCY_KINDS } from "@/lib/contract/reconciliation";
import { differenceTo, discrepancyKey } from "./difference";

const discrepancies = fc.uniqueArray(
  fc.record({ kind: fc.constantFrom(...DISCREPANCY_KINDS), name: fc.constantFrom("a", "b", "c", "d") }),
  { selector: discrepancyKey },
);
const mode = fc.constantFrom("incremental" as const, "full" as const);
const run = fc.record({ mode, discrepancies });

test("each difference of two runs is new, still there, gone or not looked at: one of these, and nothing is lost", () => {
  fc.assert(
    fc.property(run, run, (before, now) => {
      const { added, still, gone, unread } = differenceTo(before, now);
      const keys = (list: readonly { kind: (typeof DISCREPANCY_KINDS)[number]; name: string }[]) =>
        list.map(discrepancyKey).sort();
      expect(keys([...added, ...still])).toEqual(keys(now.discrepancies));
      expect(keys([...still, ...gone, ...unread])).toEqual(keys(before.discrepancies));
    }),
  );
});

test("without a run before everything is new", () => {
  const { added, gone } = differenceTo(undefined, { mode: "full", discrepancies: [{ kind: "orphan", name: "a" }] });
  expect([added.length, gone.length]).toEqual([1, 0]);
});

test("another kind of difference of the same bytes is another one", () => {
  const before = { mode: "full" as const, discrepancies: [{ kind: "size_differs" as const, name: "a" }] };
  const now = { mode: "full" as const, discrepancies: [{ kind: "missing" as const, name: "a" }] };
  expect(differenceTo(before, now)).toEqual({
    added: now.discrepancies,
    still: [],
    gone: before.discrepancies,
    unread: [],
  });
});

test("bytes that differed are not called gone by a run that did not read them again", () => {
  const before = { mode: "full" as const, discrepancies: [{ kind: "content_differs" as const, name: "a" }] };
  expect(differenceTo(before, { mode: "incremental", discrepancies: [] })).toMatchObject({
    gone: [],
    unread: before.discrepancies,
  });
  expect(differenceTo(before, { mode: "full", discrepancies: [] })).toMatchObject({
    gone: before.discrepancies,
    unread: [],
  });
  const missing = [{ kind: "missing" as const, name: "a" }];
  expect(differenceTo(before, { mode: "incremental", discrepancies: missing })).toMatchObject({ unread: [] });
});
