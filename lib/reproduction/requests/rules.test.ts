import { describe, expect, test } from "vitest";
import type { Envelope, EnvelopeActor } from "@/graph-schema/envelope";
import { chosen, reasonsToRefuseRunner, reasonsToRefuseWithdrawal } from "./rules";
import { standingOf } from "./standing";
import type { Lease } from "./working";

const ana = { type: "person", account: "p1:ana", person: "p1:Ana" } as unknown as EnvelopeActor;
const runner = { type: "service", account: "p1:runner" } as unknown as EnvelopeActor;
const CLAIM = "7b7cf3c6-8ff6-4d92-a6f4-29c8b8fdd3f0";

function event(action: string, actor: EnvelopeActor, more: object = {}): Envelope {
  const known = { project: "here", origin: "acted", outcome: "done", recorded_at: "2026-11-27T04:00:00Z" };
  const subject = { type: "prediction", id: "P1" };
  return { ...known, subject, id: action, action, actor, facts: {}, ...more } as unknown as Envelope;
}

const asked = event("request_reproduction", ana);
const named = { refers_to: asked.id };
const taken = event("take_reproduction", runner, named);
const cancelled = event("withdraw_reproduction", ana, named);
const concluded = event("reproduce", runner, named);
const live: Lease = { claim: CLAIM, account: runner.account, isLive: true, lines: [], dropped: 0 };
const itself = { claim: CLAIM, account: runner.account };
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

describe("a request", () => {
  test.each([
    ["waits", []],
    ["is under way", [taken]],
  ])("that %s is cancelled by who asked for it, from any account of theirs, and by nobody else", (_, following) => {
    const standing = standingOf(asked, following);
    expect(reasonsToRefuseWithdrawal(standing, ana)).toEqual([]);
    expect(reasonsToRefuseWithdrawal(standing, { ...ana, account: "p1:other" } as EnvelopeActor)).toEqual([]);
    expect(codes(reasonsToRefuseWithdrawal(standing, runner))).toEqual(["not_the_requester"]);
  });

  test("that is over is not cancelled, whoever asks; it is told whether it was cancelled, and when", () => {
    expect(codes(reasonsToRefuseWithdrawal(standingOf(asked, [taken, concluded]), ana))).toEqual(["reproduction_over"]);
    expect(reasonsToRefuseWithdrawal(standingOf(asked, [taken, cancelled]), ana)).toEqual([
      { code: "reproduction_cancelled", params: { at: cancelled.recorded_at } },
    ]);
  });

  test("that was cancelled takes nothing from the runner that was at it, whether its lease is still there or not", () => {
    const standing = standingOf(asked, [taken, cancelled]);
    for (const lease of [undefined, live]) {
      expect(codes(reasonsToRefuseRunner(standing, lease, itself))).toEqual(["reproduction_cancelled"]);
    }
    expect(reasonsToRefuseRunner(standingOf(asked, [taken]), live, itself)).toEqual([]);
  });

  test("ends by what came first: a verdict after the cancel, or a cancel after the verdict, changes nothing", () => {
    expect(standingOf(asked, [taken, cancelled, concluded]).end).toBe(cancelled);
    expect(standingOf(asked, [taken, concluded, cancelled]).end).toBe(concluded);
  });

  test("is not cancelled by what was refused, or is about another one", () => {
    const refused = { ...cancelled, outcome: "refused" } as Envelope;
    const other = { ...cancelled, refers_to: "another" } as Envelope;
    const standing = standingOf(asked, [taken, refused, other]);
    expect(standing.end).toBeUndefined();
    expect(chosen([standing], new Map([[asked.id, live]]), null).next).toBeUndefined();
    expect(chosen([standing], new Map(), null).next).toBe(standing);
  });
});
