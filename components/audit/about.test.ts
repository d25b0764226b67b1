import { expect, test } from "vitest";
import type { AuditRow } from "@/lib/contract/reply";
import { aboutText } from "./about";

const REFUSED: AuditRow = {
  id: "e",
  eventId: null,
  project: "sample",
  action: "refuse",
  origin: "acted",
  outcome: "refused",
  reasons: [],
  who: { account: "p1:x", type: "user", name: null, username: "casey" },
  subject: null,
  refersTo: null,
  facts: {},
  at: "2025-05-12T09:03:00Z",
  recordedAt: "2025-05-12T09:03:00Z",
  stamp: 1,
};

test.each<[string, Partial<AuditRow>, string]>([
  ["an artifact", { subject: { type: "model", id: "churn" }, facts: { route: "/x" } }, "model churn"],
  ["the event that was to be decided about", { refersTo: "0192" }, "event 0192"],
  ["a request", { facts: { route: "/accounts", method: "POST" } }, "POST /accounts"],
  ["what was sought", { facts: { route: "/runs/{id}", method: "GET", sought: "0192-a" } }, "GET /runs/0192-a"],
  ["a list", { facts: { of: "some_findings" } }, "some findings"],
  ["the account of a change", { facts: { account: "p1:a" } }, "account p1:a"],
  ["the accounts of a person", { facts: { accounts: ["p1:a", "p1:b"] } }, "accounts p1:a, p1:b"],
  ["nothing that is known", { facts: { parts: 1 } }, "–"],
])("what was refused says what it was about: %s", (_, part, said) => {
  expect(aboutText({ ...REFUSED, ...part })).toBe(said);
});
