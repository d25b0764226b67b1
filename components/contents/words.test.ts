import { expect, test } from "vitest";
import { Digest } from "@/graph-schema/values";
import type { ContentReply } from "@/lib/contract/contents";
import { sayBytes, sayReached } from "@/lib/contract/progress";
import { judge } from "./judgement";
import { certaintyOf, fileNameOf } from "./words";

test("what an earlier attempt had brought counts as done, and makes nothing look faster", () => {
  const reached = { count: 90e6, share: 0.9, seconds: 10, skipped: 80e6 };
  expect(sayReached(reached, sayBytes)).toBe("90 %, 90.0 MB, 1.0 MB per second, 10 s left");
});

test("a download is named after the artifact, without what file systems refuse", () => {
  expect(fileNameOf("churn:v2", { role: "content", mediaType: "text/csv" })).toBe("churn_v2-content.csv");
  expect(fileNameOf("../../etc/passwd", { role: "schema", mediaType: "text/plain" })).toBe(".._.._etc_passwd-schema");
});

const [recorded, other] = [Digest.parse("1".repeat(64)), Digest.parse("2".repeat(64))];
const dataset = {
  ...{ type: "dataset_version" as const, id: "DS:1", facts: { sha256: recorded }, origin: "acted" as const },
  ...{ stamp: 1, recordedAt: "2025-05-12T09:03:00.000Z", eventId: "e" },
};
const wanted = { role: "content" as const, digest: recorded, sizeBytes: 1, mediaType: "text/csv" };
const attached: ContentReply = {
  ...{ ...wanted, held: "store", uri: null, files: null, eventId: "e", attachedAt: "", state: "verified" },
  checkedAt: null,
};

test("bytes that were verified are in doubt while a younger finding about them is open, or one whose time is lost", () => {
  const finding = { id: "find:1", kind: "content_differs", severity: "critical", concerns: dataset, restingOn: [] };
  const content = { ...attached, checkedAt: "2025-05-12T09:03:00.000Z" };
  const word = (recordedAt: string | null, more: { state?: ContentReply["state"]; kind?: string } = {}) => {
    const { state = "verified", kind = finding.kind } = more;
    return certaintyOf({ ...content, state }, [{ ...finding, kind, recordedAt }]).word;
  };
  expect(certaintyOf(content, []).word).toBe("verified");
  expect(word("2025-05-12T09:02:00.000Z")).toBe("verified");
  expect(word("2025-05-12T09:04:00.000Z")).toBe("in doubt: a finding is open");
  expect(word(null)).toBe("in doubt: a finding is open");
  expect(word(null, { state: "failed" })).toBe("not what is recorded");
  expect(word("2025-05-12T09:04:00.000Z", { kind: "other_content_brought" })).toBe("verified");
});

test("before anything is sent it is said whether the bytes are what is recorded", () => {
  expect(judge(dataset, wanted, [])).toEqual({ is: "recorded" });
  expect(judge(dataset, wanted, [attached])).toEqual({ is: "attached already" });
  expect(judge(dataset, { ...wanted, digest: other }, [])).toMatchObject({
    is: "other",
    reasons: [{ code: "artifact_digest_differs" }],
  });
  expect(judge({ ...dataset, facts: {} }, { ...wanted, digest: other }, [])).toEqual({ is: "new" });
  expect(judge({ ...dataset, facts: {} }, { ...wanted, digest: other }, [attached])).toMatchObject({
    is: "other",
    reasons: [{ code: "attached_otherwise" }],
  });
});
