import { expect, test } from "vitest";
import type { RunReply, RunRow } from "@/lib/contract/reconciliation";
import { changeSentence, foundSentence, lookedSentence, trendsOf } from "./answer";

const NONE = {
  missing: 0,
  size_differs: 0,
  content_differs: 0,
  orphan: 0,
  foreign: 0,
  metadata_differs: 0,
  lock_missing: 0,
};
const RUN: RunRow = {
  id: "1",
  by: { account: "p1:x", type: "system", name: "Pedigree", username: "system" },
  askedBy: null,
  mode: "full",
  beganAt: "2026-11-25T03:17:00.000Z",
  endedAt: "2026-11-25T03:17:12.000Z",
  resumed: 0,
  blobs: 1_204,
  registered: 1_200,
  read: 1,
  readBytes: 1_200_000_000,
  counts: NONE,
  losses: 0,
  log: null,
};

test("a run's first sentence says whether anything is lost before it says anything else", () => {
  expect(foundSentence(RUN)).toBe("The store held what the record says, and nothing else.");
  expect(foundSentence({ losses: 0, counts: { ...NONE, orphan: 2 } })).toBe(
    "Nothing that is recorded was lost; 2 other differences between store and record.",
  );
  expect(foundSentence({ losses: 1, counts: { ...NONE, missing: 1, foreign: 1 } })).toBe(
    "1 recorded blob could not be had as recorded; 1 other difference between store and record.",
  );
  expect(lookedSentence(RUN)).toBe("1,204 blobs in the store, 1,200 recorded; every one was to be read: 1 (1.2 GB).");
});

test("bytes that were not read again are told apart from what is gone", () => {
  const reply: RunReply = {
    run: RUN,
    previous: { id: "0", endedAt: RUN.endedAt, told: "open" },
    told: "open",
    discrepancies: [],
    gone: [{ kind: "orphan", name: "a" }],
    unread: [{ kind: "content_differs", name: "b" }],
    asOf: { position: 1, stamp: 1, at: RUN.endedAt, pendingCount: 0 },
  };
  expect(changeSentence(reply)).toBe(
    "Compared with the run before: 0 new, 0 still there, 0 acknowledged, 1 gone, 1 not read again.",
  );
  expect(changeSentence({ ...reply, previous: null })).toBe("There is no run before it to compare with.");
});

test("the trend shows each kind that was ever counted, the oldest run first, against its own most", () => {
  const runs = [
    { id: "late", counts: { ...NONE, orphan: 1 } },
    { id: "early", counts: { ...NONE, orphan: 4 } },
  ];
  expect(trendsOf(runs)).toEqual([
    {
      kind: "orphan",
      most: 4,
      last: 1,
      bars: [
        { id: "early", count: 4, share: 1 },
        { id: "late", count: 1, share: 0.25 },
      ],
    },
  ]);
});
