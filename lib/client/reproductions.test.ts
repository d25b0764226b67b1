import { expect, test } from "vitest";
import type { LiveReproduction } from "@/lib/contract/reproduction";
import { type Followed, followed } from "./reproductions";

function message(attempt: number, from: number, ...lines: string[]): LiveReproduction {
  return { state: "running", attempt, place: null, runner: { askedAt: null, isThere: true }, from, lines };
}

function all(...messages: LiveReproduction[]): readonly string[] {
  return messages.reduce<Followed | null>(followed, null)?.lines ?? [];
}

test("lines that come in several messages stand in their order, each once, also when the subscription began anew", () => {
  expect(all(message(1, 0, "a"), message(1, 1, "b", "c"))).toEqual(["a", "b", "c"]);
  expect(all(message(1, 0, "a", "b"), message(1, 0, "a", "b", "c"))).toEqual(["a", "b", "c"]);
  expect(all(message(1, 3, "d"), message(1, 4, "e"))).toEqual(["d", "e"]);
});

test("a new attempt begins with an empty log", () => {
  expect(all(message(1, 0, "a", "b"), message(2, 0), message(2, 0, "c"))).toEqual(["c"]);
});
