import { expect, test } from "vitest";
import type { AuditRow } from "@/lib/contract/reply";
import { isPageLook } from "./page-looks";

const LOOK: AuditRow = {
  id: "e",
  eventId: null,
  project: "sample",
  action: "view",
  origin: "acted",
  outcome: "done",
  reasons: [],
  who: { account: "p1:x", type: "user", name: null, username: "ada.auditor" },
  subject: null,
  refersTo: null,
  facts: { of: "session" },
  at: "2025-05-12T09:03:00Z",
  recordedAt: "2025-05-12T09:03:00Z",
  stamp: 1,
};

test("what a page asks for its frame can be hidden", () => {
  expect(isPageLook(LOOK)).toBe(true);
});

test.each<[string, Partial<AuditRow>]>([
  ["a refusal", { outcome: "refused" }],
  ["a look at an artifact", { subject: { type: "model", id: "churn" }, facts: { of: "live" } }],
  ["a look at the trail itself", { facts: { of: "audit" } }],
  ["a denial", { action: "denied" }],
  ["a look that names nothing", { facts: {} }],
])("%s is never hidden with them", (_, part) => {
  expect(isPageLook({ ...LOOK, ...part })).toBe(false);
});
