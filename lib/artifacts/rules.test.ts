import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ContentRole, rolesOf } from "@/graph-schema/contents";
import { Digest } from "@/graph-schema/values";
import { type Attachment, type Carrier, isSameAttachment, reasonsToRefuseAttachment } from "@/lib/contract/attachment";
import { runs } from "@/lib/runs.testing";
import { contentsAfter } from "./contents";
import { reasonsToRefusePart } from "./rules";
import { partBytesFor, partsOf, sizeOfPart } from "./uploads";

const digest = fc.constantFrom("0", "1", "2").map((digit) => Digest.parse(digit.repeat(64)));
const role = fc.constantFrom(...ContentRole.options);
const attachment: fc.Arbitrary<Attachment> = fc.record({
  role,
  digest,
  sizeBytes: fc.nat(3),
  mediaType: fc.constant("text/csv"),
});
const carrier: fc.Arbitrary<Carrier> = fc.record({
  type: fc.constantFrom("dataset_version" as const, "model_version" as const, "environment" as const, "run" as const),
  id: fc.constant("x"),
  facts: fc.record({ sha256: digest, lockfile_sha256: digest, size_bytes: fc.nat(3) }, { requiredKeys: [] }),
});

/** What is attached after each of `wanted` was tried, one after the other. */
function attachedOf(to: Carrier, wanted: readonly Attachment[]): Attachment[] {
  const present: Attachment[] = [];
  for (const each of wanted) {
    const isThere = present.some((earlier) => isSameAttachment(earlier, each));
    if (!isThere && reasonsToRefuseAttachment(to, each, present).length === 0) {
      present.push(each);
    }
  }
  return present;
}

describe("whatever is tried in whatever order", () => {
  test("an artifact has one content, and it is what the artifact declares", () => {
    fc.assert(
      fc.property(carrier, fc.array(attachment, { maxLength: 12 }), (to, wanted) => {
        const present = attachedOf(to, wanted);
        for (const only of ContentRole.options.filter((each) => each !== "supplement")) {
          expect(new Set(present.filter((each) => each.role === only).map((each) => each.digest)).size).toBeLessThan(2);
        }
        const content = present.find((each) => each.role === "content");
        expect(content === undefined || to.facts.sha256 === undefined || to.facts.sha256 === content.digest).toBe(true);
        const lockfile = present.find((each) => each.role === "lockfile");
        expect(!lockfile || !to.facts.lockfile_sha256 || to.facts.lockfile_sha256 === lockfile.digest).toBe(true);
        expect(present.every((each) => rolesOf(to.type).includes(each.role))).toBe(true);
      }),
      runs(2_000, 50_000),
    );
  });
});

describe("the parts of an upload", () => {
  test("are as many as it takes, at most ten thousand, and come to the whole", () => {
    fc.assert(
      fc.property(fc.nat(5 * 1024 ** 4), (sizeBytes) => {
        const upload = { sizeBytes, partBytes: partBytesFor(sizeBytes) };
        const count = partsOf(upload);
        expect(count).toBeLessThanOrEqual(10_000);
        const last = sizeOfPart(upload, count) ?? 0;
        expect((count > 0 ? (count - 1) * upload.partBytes : 0) + last).toBe(sizeBytes);
        expect([sizeOfPart(upload, 0), sizeOfPart(upload, count + 1), sizeOfPart(upload, 1.5)]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
      }),
      runs(1_000, 50_000),
    );
    const whole = { sizeBytes: 5, partBytes: 16 };
    const upload = { ...whole, id: "u", project: "p", account: "a", digest: Digest.parse("0".repeat(64)) };
    expect(reasonsToRefusePart(upload, 1, 5)).toEqual([]);
    expect(reasonsToRefusePart(upload, 1, undefined)).toEqual([]);
    expect(reasonsToRefusePart(upload, 1, 4).map(({ code }) => code)).toEqual(["part_size_differs"]);
    expect(reasonsToRefusePart(upload, 2, 5).map(({ code }) => code)).toEqual(["part_out_of_range"]);
  });
});

describe("a reference is asserted until it is verified", () => {
  const facts = {
    role: "content",
    digest: "0".repeat(64),
    size_bytes: 1,
    media_type: "text/csv",
    held: "reference",
    uri: "https://x.example/",
  };
  const event = {
    id: "e1",
    action: "attach",
    outcome: "done",
    facts,
    recorded_at: "2026-01-01T00:00:00.000Z",
  } as never;
  const check = (outcome: string, code?: string) =>
    ({ ...(event as object), action: "check_fixity", outcome, reasons: code ? [{ code, params: {} }] : [] }) as never;
  const state = (...events: never[]) => contentsAfter(events)[0]?.state;

  test("and says what the last check came to; one that reached nobody says nothing", () => {
    expect(state(event)).toBe("asserted");
    expect(state(event, check("done"))).toBe("verified");
    expect(state(event, check("done"), check("failed", "content_differs"))).toBe("failed");
    expect(state(event, check("failed", "reference_unreachable"))).toBe("asserted");
    expect(state(event, check("failed", "content_missing"), check("done"))).toBe("verified");
  });
});
