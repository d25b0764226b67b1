import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PERSONAL_KINDS } from "@/lib/contract/personal";
import { corpus } from "./corpus.testing";
import { type Example, examplesOf } from "./example.testing";
import { findPersonal } from "./find";
import { namesIn } from "./names";

interface Counts {
  readonly right: number;
  readonly missed: number;
  readonly wrong: number;
}

const SEEDS = [11, 12];
const GENERATED = SEEDS.flatMap((seed) => corpus(seed, 60, PERSONAL_KINDS));
const HELD_OUT = examplesOf(readFileSync(`${import.meta.dirname}/held-out.txt`, "utf8"));

/** A find is right where something of its kind is marked; the marked part must be covered by more than its half. */
function judged({ key, text, places }: Example, kinds: readonly string[]): Counts {
  const wanted = places.filter(({ kind }) => kinds.includes(kind));
  const found = findPersonal(text, key).filter(({ kind }) => kinds.includes(kind));
  const meets = (mark: (typeof wanted)[number]) =>
    found.some(
      ({ kind, start, end }) =>
        kind === mark.kind && Math.min(end, mark.end) - Math.max(start, mark.start) > (mark.end - mark.start) / 2,
    );
  const right = wanted.filter(meets).length;
  const wrong = found.filter(
    ({ kind, start, end }) => !wanted.some((mark) => mark.kind === kind && mark.start < end && start < mark.end),
  ).length;
  return { right, missed: wanted.length - right, wrong };
}

function rates(each: readonly Counts[]) {
  const sum = (of: (counts: Counts) => number) => each.reduce((total, counts) => total + of(counts), 0);
  const [right, missed, wrong] = [sum((c) => c.right), sum((c) => c.missed), sum((c) => c.wrong)];
  return { of: right + missed, recall: right / (right + missed), precision: right / (right + wrong) };
}

function measured(examples: readonly Example[], kinds: readonly string[]) {
  return rates(examples.map((one) => judged(one, kinds)));
}

function row(name: string, { of, recall, precision }: ReturnType<typeof rates>): string {
  return `${name.padEnd(15)} ${String(of).padStart(5)} ${recall.toFixed(3)} ${precision.toFixed(3)}`;
}

/** Names are guessed, and only told. */
function namesMeasured(examples: readonly Example[]): string {
  const each = examples.map(({ text, places }) => {
    const wanted = places.filter(({ kind }) => kind === "name");
    const found = namesIn(text);
    const meets = (one: { start: number; end: number }, others: readonly { start: number; end: number }[]) =>
      others.some(({ start, end }) => start < one.end && one.start < end);
    return {
      right: wanted.filter((one) => meets(one, found)).length,
      missed: wanted.filter((one) => !meets(one, found)).length,
      wrong: found.filter((one) => !meets(one, wanted)).length,
    };
  });
  return row("names", rates(each));
}

function said(examples: readonly Example[]): string {
  const rows = PERSONAL_KINDS.map((kind) => row(kind, measured(examples, [kind])));
  return [row("all", measured(examples, PERSONAL_KINDS)), ...rows].join("\n");
}

const SETS = [
  ["made by the generator", GENERATED],
  ["written by hand and held out", HELD_OUT],
] as const;

describe.each(SETS)("examples %s", (name, examples) => {
  test("have what is personal found: recall 0.95 at least, at a precision of 0.9 at least", () => {
    console.info(`${name}: kind, how many, recall, precision\n${said(examples)}`);
    const { recall, precision } = measured(examples, PERSONAL_KINDS);
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(precision).toBeGreaterThanOrEqual(0.9);
  });

  test.each(PERSONAL_KINDS)("have %s found: recall 0.8 at least, at a precision of 0.8 at least", (kind) => {
    const { recall, precision } = measured(examples, [kind]);
    expect(recall).toBeGreaterThanOrEqual(0.8);
    expect(precision).toBeGreaterThanOrEqual(0.8);
  });
});

test("the held-out examples are as many as promised, and no two alike", () => {
  expect(HELD_OUT.length).toBeGreaterThanOrEqual(150);
  expect(new Set(HELD_OUT.map(({ key, text }) => `${key} ${text}`)).size).toBe(HELD_OUT.length);
});

test("names of people are guessed at, and how well is told", () => {
  const told = [GENERATED.filter((_, index) => index % 5 === 0), HELD_OUT].map(namesMeasured);
  console.info(told.join("\n"));
  expect(namesIn("Maria Gonzalez and John Carter checked the labels.")).toHaveLength(2);
});

test("equal seeds make equal examples", () => {
  expect(corpus(5, 3, PERSONAL_KINDS)).toEqual(corpus(5, 3, PERSONAL_KINDS));
});
