import { expect, test } from "vitest";
import { refKey } from "@/graph-schema/names";
import { WireEvent } from "@/graph-schema/wire";
import { interpret } from "@/lib/ledger/interpret";
import { batches, countEvents, type SeedSize, seedEvents } from "./seed";

const SIZE = { models: 30, seed: 7 };

/** As text: comparing tens of thousands of objects one by one takes seconds. */
function lines(size: SeedSize): string[] {
  return [...seedEvents(size)].map((event) => JSON.stringify(event));
}

test("the same seed gives the same events, and more models only add events", () => {
  const events = lines(SIZE);
  expect(lines(SIZE).join() === events.join()).toBe(true);
  expect(
    lines({ ...SIZE, models: 31 })
      .slice(0, events.length)
      .join() === events.join(),
  ).toBe(true);
  expect(countEvents(SIZE)).toBe(events.length);
});

test("every event is well-formed and refers only to what came before", () => {
  const known = new Set<string>();
  const wrong: unknown[] = [];
  for (const event of seedEvents({ models: 4, seed: 7 })) {
    const { value, faults } = interpret(WireEvent.parse(event), event);
    const declared = value.declarations.map(({ ref }) => refKey(ref));
    wrong.push(...faults, ...declared.filter((key) => known.has(key)));
    for (const key of declared) {
      known.add(key);
    }
    wrong.push(...[value.subject, ...value.mentions].map(({ ref }) => refKey(ref)).filter((key) => !known.has(key)));
  }
  expect(wrong).toEqual([]);
});

test("no two events share an id", () => {
  const ids = [...seedEvents(SIZE)].map(({ event_id }) => event_id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the graph is skewed: a data set with hundreds of runs, a deployment with thousands of predictions", () => {
  const degree = new Map<string, number>();
  for (const event of seedEvents(SIZE)) {
    for (const { rel, type, id } of event.related ?? []) {
      const key = `${rel} ${type} ${id}`;
      degree.set(key, (degree.get(key) ?? 0) + 1);
    }
  }
  const most = (prefix: string) =>
    Math.max(...[...degree].flatMap(([key, count]) => (key.startsWith(prefix) ? [count] : [])));
  expect(most("USED dataset_version")).toBeGreaterThan(800);
  expect(most("SERVED deployment")).toBeGreaterThan(4_000);
});

test("batches keep the order and lose nothing", () => {
  const events = [...seedEvents({ models: 1, seed: 1 })];
  const parts = [...batches(events, 1_000)];
  expect(JSON.stringify(parts.flat()) === JSON.stringify(events)).toBe(true);
  expect(parts.slice(0, -1).every((part) => part.length === 1_000)).toBe(true);
});
