import { expect, test } from "vitest";
import type { Answered } from "@/lib/contract/inbox";
import { alertRules, alertsSentence, findingsSentence, lastAnswer } from "./answer";

test("an open finding is said with what it stops", () => {
  expect(findingsSentence({ record: 0, artifacts: 0, access: 0, reports: 0, privacy: 0 })).toContain("No finding");
  expect(findingsSentence({ record: 1, artifacts: 0, access: 0, reports: 0, privacy: 0 })).toBe(
    "1 finding about the record itself is open: promotions are shut until somebody has looked into it.",
  );
  expect(findingsSentence({ record: 0, artifacts: 1, access: 0, reports: 0, privacy: 0 })).toBe(
    "No finding about the record itself is open. 1 finding about bytes of artifacts is open: nothing that rests on them is promoted or deployed until somebody has looked into it.",
  );
});

test("what waits in quarantine is said, and stops nothing", () => {
  expect(findingsSentence({ record: 0, artifacts: 0, access: 0, reports: 0, privacy: 1 })).toBe(
    "No finding about the record itself is open. 1 finding about events in quarantine waits for a compliance officer.",
  );
});

test("each severity is told to whom it goes, the worst first", () => {
  const rules = alertRules([
    { name: "webhook:all", least: "info" },
    { name: "email:worst", least: "critical" },
  ]);
  expect(rules.map(({ severity, to }) => [severity, to])).toEqual([
    ["critical", ["webhook:all", "email:worst"]],
    ["warning", ["webhook:all"]],
    ["info", ["webhook:all"]],
  ]);
});

test("who answered last is said with their reason, or with why it is not here", () => {
  const by = { account: "p1:x", type: "user" as const, name: "Olga Operator", username: "olga" };
  const answer = (text: string | null, state: Answered["why"]["state"]): Answered => ({
    by,
    at: "",
    eventId: "",
    why: { state, text },
  });
  expect(lastAnswer({ acknowledged: null, resolved: null })).toBe("");
  expect(lastAnswer({ acknowledged: answer("I look", "open"), resolved: null })).toBe("Olga Operator: I look");
  expect(lastAnswer({ acknowledged: answer("I look", "open"), resolved: answer(null, "erased") })).toBe(
    "Olga Operator: a reason that was erased",
  );
});

test("how far alerts are is counted by their state", () => {
  const delivery = { channel: "c", attempts: 1, at: null, error: null, nextAt: null };
  expect(alertsSentence([])).toBe("");
  expect(
    alertsSentence([
      { ...delivery, state: "delivered" },
      { ...delivery, state: "failing" },
      { ...delivery, state: "delivered" },
    ]),
  ).toBe("2 delivered, 1 failing");
});
