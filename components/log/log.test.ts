import { expect, test } from "vitest";
import type { LogReply } from "@/lib/contract/log";
import { logSentence } from "./answer";
import { growthOf } from "./chart";
import { comparedWith } from "./compare";

const NOW = Date.parse("2026-11-24T09:00:00.000Z");
const LOG: LogReply = {
  origin: "pedigree.local/x",
  keys: { origin: "pedigree.local/x", log: ["log"], events: ["events"] },
  size: 156,
  fault: null,
  published: { size: 156, root: "r", note: "n", witnesses: [] },
  checkpoints: [],
  totalCheckpoints: 0,
  verified: { at: "2026-11-24T08:59:48.000Z", tookMs: 100, size: 156, found: 0 },
  findings: { record: 0, artifacts: 0, access: 0, reports: 0, privacy: 0 },
  asOf: { position: 156, stamp: 1, at: "2026-11-24T09:00:00.000Z", pendingCount: 0 },
};

test("the page's first sentence says how much, how much of it is published, and what the last look found", () => {
  expect(logSentence(LOG, NOW)).toBe(
    "The log holds 156 events, all published; the last verification, 12 s ago, found nothing wrong.",
  );
});

test.each<[string, Partial<LogReply>, string]>([
  ["a part that is not published", { size: 160 }, "156 of them published"],
  ["that nothing is published", { published: null }, "none of them published"],
  ["that more is published than there is", { size: 0 }, "holds 0 events, fewer than the 156 that are published"],
  [
    "that nothing gets a place any more",
    { fault: "the head is gone" },
    "Nothing gets a place in the log any more: the head is gone. The log holds 156 events",
  ],
  [
    "that the log does not grow",
    { asOf: { ...LOG.asOf, pendingCount: 3, unpublishedSince: "2026-11-24T08:00:00.000Z" } },
    "156 events, all published, while 3 events more wait in vain;",
  ],
  [
    "that an empty log does not grow",
    { size: 0, published: null, asOf: { ...LOG.asOf, pendingCount: 1, unpublishedSince: "2026-11-24T08:00:00.000Z" } },
    "The log holds nothing yet, while 1 event more waits in vain.",
  ],
  ["that nobody verified it", { verified: null }, "it was not verified as a whole yet"],
  [
    "what was found",
    { verified: { at: "2026-11-24T08:00:00.000Z", tookMs: 1, size: 1, found: 2 } },
    "1 hour ago, found 2 things wrong",
  ],
  ["how much was looked at", { size: 160 }, "found nothing wrong in the 156 that were there then"],
  ["an empty log", { size: 0, published: null }, "holds nothing yet"],
])("it never hides %s", (_, part, says) => {
  expect(logSentence({ ...LOG, ...part }, NOW)).toContain(says);
});

test("the line of growth goes in steps from the first checkpoint to the last, whatever their order", () => {
  const growth = growthOf(
    [
      { at: 20, size: 10 },
      { at: 0, size: 0 },
      { at: 10, size: 5 },
    ],
    100,
    50,
  );
  expect(growth?.line).toBe("M0 50H50V25H100V0");
  expect(growthOf([{ at: 0, size: 1 }], 100, 50)).toBeNull();
});

test("a key from elsewhere is the pinned one only character by character", () => {
  expect(comparedWith(" ", LOG.keys)).toBeNull();
  expect(comparedWith(" log ", LOG.keys)?.isSame).toBe(true);
  expect(comparedWith("lo", LOG.keys)?.isSame).toBe(false);
});
