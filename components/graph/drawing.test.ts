import { expect, test } from "vitest";
import { drawingOf } from "./drawing";
import { difference, dimmed, elementsOf } from "./elements";
import { pathToFocus } from "./path";
import { hub, link, oneHop, ref, STORY } from "./replies.test-data";
import { changeView, type View } from "./view";
import { type Arrived, gather, type Side, type Step, stepKey } from "./walk";

const BOTH: readonly Side[] = ["upstream", "downstream"];
const PLAIN: View = { steps: [], closed: [], pulled: [], hidden: [] };

function open(links: typeof STORY, focus: string, steps: readonly Step[] = [], limit?: number, alone: string[] = []) {
  const arrived: Arrived = {
    focus: oneHop(links, focus, BOTH, limit),
    steps: new Map(steps.map((step) => [stepKey(step), oneHop(links, step.key, [step.side], limit)])),
    alone: new Map(alone.map((key) => [key, oneHop(links, key, ["upstream"], limit)])),
  };
  const draw = (view: View) => drawingOf(gather(ref(focus), view, arrived), view);
  return { arrived, draw };
}

test("a focus opens with one hop on each side, and what lies beyond is counted, not drawn", () => {
  const { draw } = open(STORY, "model_version churn:v2");
  const drawing = draw(PLAIN);
  expect([...drawing.nodes.keys()].sort()).toEqual([
    "attestation att:1",
    "deployment D45",
    "model churn",
    "model_version churn:v2",
    "run R678",
  ]);
  expect(drawing.nodes.get("run R678")?.carets).toEqual({
    upstream: { hidden: 3, isOpen: false },
    downstream: { hidden: 0, isOpen: false },
  });
  expect(drawing.nodes.get("deployment D45")?.carets.downstream).toEqual({ hidden: 1, isOpen: false });
});

test("expanding one side brings one hop of that side, and collapsing takes away exactly what it brought", () => {
  const up: Step = { key: "deployment D45", side: "upstream" };
  const further: Step = { key: "model_version churn:v2", side: "upstream" };
  const { arrived, draw } = open(STORY, "prediction P123", [up, further]);
  const focus = ref("prediction P123");
  const change = (view: View, action: Parameters<typeof changeView>[1]) =>
    changeView(view, action, focus, "prediction P123", arrived);

  const before = draw(PLAIN);
  const once = change(PLAIN, { do: "expand", step: up });
  const twice = change(once, { do: "expand", step: further });
  expect([...draw(once).nodes.keys()]).toContain("model_version churn:v2");
  expect([...draw(once).nodes.keys()]).not.toContain("run R678");
  expect([...draw(twice).nodes.keys()]).toContain("run R678");
  expect(change(twice, { do: "expand", step: up })).toBe(twice);

  const undone = change(twice, { do: "collapse", step: up });
  expect(undone.steps).toEqual([]);
  expect([...draw(undone).nodes.keys()]).toEqual([...before.nodes.keys()]);
});

test("a side of the focus can be folded away and opened again", () => {
  const { arrived, draw } = open(STORY, "model_version churn:v2");
  const key = "model_version churn:v2";
  const folded = changeView(PLAIN, { do: "collapse", step: { key, side: "upstream" } }, ref(key), key, arrived);
  expect([...draw(folded).nodes.keys()]).not.toContain("run R678");
  expect(draw(folded).nodes.get(key)?.carets.upstream).toEqual({ hidden: 2, isOpen: false });
  const again = changeView(folded, { do: "expand", step: { key, side: "upstream" } }, ref(key), key, arrived);
  expect(again).toEqual(PLAIN);
});

test("more than five like siblings stand in one card that says how many there are", () => {
  const five = open(hub(5), "dataset_version DS:hub").draw(PLAIN);
  expect(five.nodes.size).toBe(6);

  const { draw } = open(hub(4_000), "dataset_version DS:hub", [], 250);
  const drawing = draw(PLAIN);
  expect(drawing.nodes.size).toBe(2);
  const [cluster] = [...drawing.nodes.values()].flatMap((node) => (node.cluster ? [node.cluster] : []));
  expect(cluster).toMatchObject({ total: 4_000, single: 0, type: "run" });
  expect(cluster?.members).toHaveLength(249);
  expect([...drawing.edges.values()][0]).toMatchObject({ count: 4_000, rels: ["USED"], side: "downstream" });
});

test("kinds of which nothing fitted into the answer still stand there, with their number", () => {
  const rare = [link("dataset_version DS:a", "DERIVED_FROM", "dataset_version DS:hub")];
  const { draw } = open([...hub(50), ...rare], "dataset_version DS:hub", [], 20);
  const cards = [...draw(PLAIN).nodes.values()].flatMap((node) => (node.cluster ? [node.cluster] : []));
  expect(cards.map(({ type, total, members }) => ({ type, total, arrived: members.length }))).toEqual([
    { type: "run", total: 50, arrived: 19 },
    { type: "dataset_version", total: 1, arrived: 0 },
  ]);
});

test("taking one member out of a card leaves the card, and the edge leads to where the member stands", () => {
  const step: Step = { key: "dataset_version DS:hub", side: "downstream" };
  for (const [key, alone] of [
    ["run R3", []],
    ["run R3999", ["run R3999"]],
  ] as const) {
    const { draw } = open(hub(4_000), "dataset_version DS:hub", [], 100, [...alone]);
    const drawing = draw({ ...PLAIN, pulled: [{ step, key }] });
    expect(drawing.nodes.size).toBe(3);
    expect(drawing.edges.get(`dataset_version DS:hub → ${key}`)).toMatchObject({ count: 1, rels: ["USED"] });
    const cluster = [...drawing.nodes.values()].find((node) => node.cluster)?.cluster;
    expect(cluster).toMatchObject({ total: 4_000, single: 1 });
    expect(cluster?.members).not.toContain(key);
  }
});

test("a switched-off kind is not drawn, except for the focus", () => {
  const { draw } = open(STORY, "run R678");
  const keys = [...draw({ ...PLAIN, hidden: ["commit", "run"] }).nodes.keys()];
  expect(keys).toContain("run R678");
  expect(keys).not.toContain("commit C1a2b");
});

test("no edge is drawn that the record does not hold", () => {
  const { draw } = open(STORY, "run R678");
  expect([...draw(PLAIN).edges.keys()].sort()).toEqual([
    "commit C1a2b → run R678",
    "dataset_version DS:2024-05-15 → run R678",
    "environment env:1 → run R678",
    "run R678 → model_version churn:v2",
  ]);
});

test("the path to the focus is every chain that runs one way, and nothing beside it", () => {
  const steps: Step[] = [{ key: "model_version churn:v2", side: "upstream" }];
  const { draw } = open(STORY, "deployment D45", steps);
  const drawing = draw({ ...PLAIN, steps });
  const path = pathToFocus(drawing, "run R678");
  expect([...path.nodes].sort()).toEqual(["deployment D45", "model_version churn:v2", "run R678"]);
  expect(path.edges.size).toBe(2);
  expect([...dimmed(drawing, path)]).toContain("prediction P123");
});

test("a sibling is joined to the focus by a chain that turns", () => {
  const links = [...STORY, link("run R9", "USED", "commit C1a2b")];
  const steps: Step[] = [{ key: "commit C1a2b", side: "downstream" }];
  const { draw } = open(links, "run R678", steps);
  const path = pathToFocus(draw({ ...PLAIN, steps }), "run R9");
  expect([...path.nodes].sort()).toEqual(["commit C1a2b", "run R678", "run R9"]);
});

test("drawing the same thing again changes no element", () => {
  const { draw } = open(STORY, "run R678");
  const drawing = draw(PLAIN);
  const positions = new Map([...drawing.nodes.keys()].map((key, at) => [key, { x: at, y: at }]));
  const elements = elementsOf(drawing, positions);
  expect(elements).toHaveLength(drawing.nodes.size + drawing.edges.size);
  expect(difference(elements, elementsOf(draw(PLAIN), positions))).toEqual({ added: [], changed: [], removed: [] });
  expect(difference(elements, []).removed).toHaveLength(elements.length);
});
