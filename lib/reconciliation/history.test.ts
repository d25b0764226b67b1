import { expect, test } from "vitest";
import { Digest, Stamp } from "@/graph-schema/values";
import type { ToldFinding } from "@/lib/log/told-findings";
import { reasonsToRefuseAcknowledging } from "./acknowledge";
import { requestAnswered } from "./history";
import { reasonsToRefuseRequest } from "./requests";
import { findingsOf } from "./view-run";

const at = (minute: number) => `2026-11-25T03:${String(minute).padStart(2, "0")}:00.000Z`;
const request = (minute: number) => ({ account: `at ${minute}`, at: at(minute), mode: "full" as const });

test("a run answers the first request since the run before it began, and none that came later", () => {
  const newestFirst = [request(30), request(20), request(12), request(5)];
  expect(requestAnswered({ beganAt: at(25) }, { beganAt: at(10) }, newestFirst)).toEqual(request(12));
  expect(requestAnswered({ beganAt: at(4) }, undefined, newestFirst)).toBeUndefined();
  expect(requestAnswered({ beganAt: at(11) }, { beganAt: at(10) }, newestFirst)).toBeUndefined();
});

test("a second run is not asked for while one is", () => {
  expect(reasonsToRefuseRequest(undefined)).toEqual([]);
  expect(reasonsToRefuseRequest({ at: at(1) })).toEqual([{ code: "reconciliation_asked", params: { at: at(1) } }]);
});

test("what is a loss is not acknowledged away, and nothing is acknowledged twice", () => {
  const codes = (...asked: Parameters<typeof reasonsToRefuseAcknowledging>) =>
    reasonsToRefuseAcknowledging(...asked).map(({ code }) => code);
  expect(codes("orphan", false)).toEqual([]);
  expect(codes("orphan", true)).toEqual(["discrepancy_acknowledged"]);
  for (const kind of ["missing", "size_differs", "content_differs"] as const) {
    expect(codes(kind, false)).toEqual(["discrepancy_is_a_finding"]);
  }
});

test("a loss leads to the latest finding of its artifact that was there when the run ended", () => {
  const digest = Digest.parse("0".repeat(64));
  const attached = { project: "p", type: "model_version" as const, id: "m" };
  const found = (id: string, stamp: number, more: Partial<ToldFinding> = {}): ToldFinding => ({
    id,
    kind: "content_missing",
    severity: "critical",
    detail: `expected ${digest}`,
    recordedAt: at(1),
    stamp: Stamp.parse(stamp),
    project: "p",
    concerns: { type: "model_version", id: "m" },
    state: "open",
    acknowledged: null,
    resolved: null,
    ...more,
  });
  const all = [
    found("first", 1),
    found("second", 2),
    found("later", 9),
    found("other kind", 3, { kind: "content_differs" }),
    found("other project", 3, { project: "q" }),
  ];
  const told = { kind: "missing" as const, name: digest, attached_to: [attached] };
  expect(findingsOf(told, all, 5).map(({ id }) => id)).toEqual(["second"]);
  expect(findingsOf({ ...told, kind: "orphan" }, all, 5)).toEqual([]);
});
