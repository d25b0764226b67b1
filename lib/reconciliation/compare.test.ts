import fc from "fast-check";
import { expect, test } from "vitest";
import { Digest } from "@/graph-schema/values";
import type { Stored } from "@/lib/artifacts/store";
import { compareStored, isReadNow, type Registered } from "./compare";

const DAY_MS = 86_400_000;
const digests = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => Digest.parse(`sha256:${hex}`));
const grace = { now: 1_000 * DAY_MS, graceMs: 7 * DAY_MS };

test("each blob is read exactly once in a period, whenever the runs come", () => {
  const runs = fc.array(fc.integer({ min: 1, max: 20 * DAY_MS }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(digests, fc.integer({ min: 0, max: 4e12 }), runs, (digest, start, gaps) => {
      const period = 30 * DAY_MS;
      // The runs of one period: those gaps that fit, and what is left.
      let at = start;
      let reads = 0;
      for (const gap of gaps) {
        if (at + gap < start + period) {
          reads += isReadNow(digest, at, at + gap, period) ? 1 : 0;
          at += gap;
        }
      }
      reads += at > start && isReadNow(digest, at, start + period, period) ? 1 : 0;
      expect(reads).toBe(at > start ? 1 : 0);
    }),
  );
});

test("after a pause longer than the period, and the first time, everything is read", () => {
  fc.assert(
    fc.property(digests, fc.nat(), (digest, more) => {
      expect(isReadNow(digest, undefined, 5e12, DAY_MS)).toBe(true);
      expect(isReadNow(digest, 4e12, 4e12 + DAY_MS + more, DAY_MS)).toBe(true);
    }),
  );
});

test("what the store holds is compared with what the record says of it", () => {
  fc.assert(
    fc.property(
      digests,
      fc.nat(),
      fc.nat(),
      fc.boolean(),
      fc.integer({ min: 0, max: 20 }),
      (digest, size, wanted, isRegistered, daysAgo) => {
        const putAt = new Date(grace.now - daysAgo * DAY_MS);
        const stored: Stored = { name: "n", digest, sizeBytes: size, putAt, flaws: [] };
        const registered: Registered = { digest, sizeBytes: wanted, attachedTo: [], since: 0 };
        const kinds = compareStored(stored, isRegistered ? registered : undefined, grace).map(({ kind }) => kind);
        const orphan = !isRegistered && daysAgo > 7;
        const differs = isRegistered && size !== wanted;
        expect(kinds).toEqual([...(differs ? ["size_differs"] : []), ...(orphan ? ["orphan"] : [])]);
      },
    ),
  );
});

test("what is no blob, and how one is kept, is told", () => {
  const stored = { name: "notes.txt", digest: undefined, sizeBytes: 3, putAt: new Date(0), flaws: [] } as const;
  expect(compareStored(stored, undefined, grace)).toMatchObject([{ kind: "foreign", name: "notes.txt" }]);
  const digest = Digest.parse(`sha256:${"0".repeat(64)}`);
  const badly = { ...stored, digest, flaws: ["metadata_differs", "lock_missing"] } as const;
  const registered = { digest, sizeBytes: 3, attachedTo: [], since: 0 };
  expect(compareStored(badly, registered, grace).map(({ kind }) => kind)).toEqual(["metadata_differs", "lock_missing"]);
});
