import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allows, type Link, RELATIONSHIP_TYPES, upstreamEnd } from "@/graph-schema/catalogue";
import { ARTIFACT_TYPES, type ArtifactType, type Ref, refKey } from "@/graph-schema/names";
import type { LineageEdge, LineageReply } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { append } from "@/lib/ledger/append";
import { testActor } from "@/lib/ledger/testing";
import type { Side } from "./cone";
import { WalkCursor } from "./cursor";
import { type AskedWalk, walk } from "./walk";

interface Graph {
  readonly nodes: readonly Ref[];
  readonly links: readonly Link[];
}

// Where relationships of both directions meet, and two that may join the same artifacts.
const TYPES: readonly ArtifactType[] = [
  "dataset_version",
  "run",
  "model_version",
  "report",
  "attestation",
  "promotion_request",
  "deployment",
  "prediction",
  "incident",
];

/** Any graph without circles that the catalogue allows: what stands later in the list is made from what stands earlier. */
const graphs: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.array(fc.constantFrom(...TYPES), { minLength: 2, maxLength: 22 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 120 }),
  )
  .map(([types, wishes]) => {
    const nodes = types.map((type, index) => ({ type, id: `${type.slice(0, 2)}-${String(97 - index)}` }));
    const links = new Map<string, Link>();
    for (const [a, b, which] of wishes) {
      const [low, high] = [a % nodes.length, b % nodes.length].sort((x, y) => x - y);
      const [early, late] = [nodes[low ?? 0], nodes[high ?? 0]];
      if (early && late && early !== late) {
        const fitting = linksFrom(late, early);
        const link = fitting[which % Math.max(1, fitting.length)];
        if (link) {
          links.set(`${link.rel} ${refKey(link.from)} ${refKey(link.to)}`, link);
        }
      }
    }
    return { nodes, links: [...links.values()] };
  });

function linksFrom(late: Ref, early: Ref): Link[] {
  return RELATIONSHIP_TYPES.flatMap((rel) => [
    { rel, from: late, to: early },
    { rel, from: early, to: late },
  ]).filter((link) => allows(link.rel, link.from.type, link.to.type) && upstreamEnd(link) === early);
}

const actor = await testActor();

async function record(graph: Graph, project = `w-${randomUUID().slice(0, 13)}`): Promise<string> {
  const draft = { project, action: "record", origin: "acted", outcome: "done", actor } as const;
  const created = graph.nodes.map((ref) => ({ ...ref, facts: {} }));
  const links = graph.links.map(({ rel, from, to }) => ({ rel, from, to }));
  await write((tx) => append(tx, [{ ...draft, created, links }]));
  return project;
}

function neighbours(graph: Graph, ref: Ref, side: Side): Ref[] {
  const near = graph.links.flatMap((link) => {
    const up = upstreamEnd(link);
    const down = up === link.to ? link.from : link.to;
    const [own, other] = side === "upstream" ? [down, up] : [up, down];
    return refKey(own) === refKey(ref) ? [other] : [];
  });
  return [...new Map(near.map((each) => [refKey(each), each])).values()];
}

/** The same walk, done plainly. */
function expected(graph: Graph, focus: Ref, sides: readonly Side[], depth: number) {
  const found = new Map([[refKey(focus), { ref: focus, hops: 0, side: "focus" }]]);
  for (const side of sides) {
    let frontier = [focus];
    for (let hops = 1; hops <= depth; hops++) {
      frontier = frontier
        .flatMap((ref) => neighbours(graph, ref, side))
        .filter((ref) => !found.has(refKey(ref)) && found.set(refKey(ref), { ref, hops, side }));
    }
  }
  const lane = ({ ref }: { ref: Ref }) => ARTIFACT_TYPES.indexOf(ref.type);
  return [...found.values()].sort(
    (a, b) => a.hops - b.hops || lane(a) - lane(b) || (a.ref.id < b.ref.id ? -1 : a.ref.id > b.ref.id ? 1 : 0),
  );
}

function unseen(graph: Graph, ref: Ref, side: Side, shown: ReadonlySet<string>) {
  const hidden = neighbours(graph, ref, side).filter((each) => !shown.has(refKey(each)));
  const types = ARTIFACT_TYPES.filter((type) => hidden.some((each) => each.type === type));
  return types.map((type) => ({ type, count: hidden.filter((each) => each.type === type).length }));
}

function edgeText({ rel, from, to }: Pick<LineageEdge, "rel" | "from" | "to">): string {
  return `${refKey(from)} ${rel} ${refKey(to)}`;
}

function placesOf(reply: LineageReply): string[] {
  return reply.nodes.map((node) => `${node.hops} ${node.side} ${refKey(node)}`);
}

async function pages(asked: AskedWalk): Promise<LineageReply[]> {
  const all = [await walk(asked)];
  for (let last = all.at(-1); last?.cursor; last = all.at(-1)) {
    all.push(await walk({ ...asked, cursor: WalkCursor.parse(last.cursor) }));
  }
  return all;
}

const directions = fc.constantFrom("upstream" as const, "downstream" as const, "both" as const);

function asked(project: string, focus: Ref, more: Partial<AskedWalk> = {}): AskedWalk {
  return { project, focus, direction: "both", depth: 4, types: undefined, q: undefined, limit: 500, ...more };
}

describe("walk", () => {
  test("finds what a plain search finds, with its hops, its side, its hidden neighbours and each edge once", async () => {
    const cases = fc.asyncProperty(
      graphs,
      fc.nat(),
      directions,
      fc.constantFrom(1, 4),
      async (graph, at, direction, depth) => {
        const focus = graph.nodes[at % graph.nodes.length];
        fc.pre(focus !== undefined);
        const reply = await walk(asked(await record(graph), focus, { direction, depth }));
        const sides: readonly Side[] = direction === "both" ? ["upstream", "downstream"] : [direction];
        const wanted = expected(graph, focus, sides, depth);
        expect(placesOf(reply)).toEqual(wanted.map(({ ref, hops, side }) => `${hops} ${side} ${refKey(ref)}`));
        expect(reply).toMatchObject({ total: wanted.length, totalIs: "exact", truncated: false, cursor: null });
        const shown = new Set(wanted.map(({ ref }) => refKey(ref)));
        for (const node of reply.nodes) {
          expect(node.unseen).toEqual({
            upstream: unseen(graph, node, "upstream", shown),
            downstream: unseen(graph, node, "downstream", shown),
          });
        }
        const between = graph.links.filter(({ from, to }) => shown.has(refKey(from)) && shown.has(refKey(to)));
        expect(reply.edges.map(edgeText).sort()).toEqual(between.map(edgeText).sort());
      },
    );
    await fc.assert(cases, { numRuns: 25 });
  });

  test("its pages together are the walk: each artifact and each edge once, in order, whatever is recorded meanwhile", async () => {
    const cases = fc.asyncProperty(
      graphs,
      fc.nat(),
      directions,
      fc.integer({ min: 1, max: 7 }),
      async (graph, at, direction, limit) => {
        const focus = graph.nodes[at % graph.nodes.length];
        fc.pre(focus !== undefined);
        const project = await record(graph);
        const whole = await walk(asked(project, focus, { direction }));
        const first = await walk(asked(project, focus, { direction, limit }));
        await record({ nodes: [{ type: "run", id: "younger" }], links: younger(graph) }, project);
        const more = first.cursor
          ? await pages(asked(project, focus, { direction, limit, cursor: WalkCursor.parse(first.cursor) }))
          : [];
        const all = [first, ...more];
        expect(all.flatMap(placesOf)).toEqual(placesOf(whole));
        expect(
          all
            .flatMap(({ edges }) => edges)
            .map(edgeText)
            .sort(),
        ).toEqual(whole.edges.map(edgeText).sort());
        expect(all.every(({ total, nodes }) => total === whole.total && nodes.length <= limit)).toBe(true);
      },
    );
    await fc.assert(cases, { numRuns: 12 });
  });

  // The database sorts such characters by their code points, and compares them otherwise.
  test("its pages are the walk whatever characters ids consist of", async () => {
    const focus: Ref = { type: "run", id: "R" };
    const ids = ["a\uE000b", "a\uFF21", "a\u{1F600}", "a\u{10FFFD}z", "aé", "ΟΔΟΣ", "Z", "z", "a b", "😀"];
    const nodes = ids.map((id): Ref => ({ type: "dataset_version", id }));
    const links = nodes.map((to): Link => ({ rel: "USED", from: focus, to }));
    const project = await record({ nodes: [focus, ...nodes], links });
    const whole = placesOf(await walk(asked(project, focus)));
    expect(whole.length).toBe(ids.length + 1);
    for (const limit of [1, 2, 3, 7]) {
      expect((await pages(asked(project, focus, { limit }))).flatMap(placesOf)).toEqual(whole);
    }
  });

  test("a filter says what is kept; the walk passes through the rest", async () => {
    const { project, focus } = await story();
    const kept = await walk(asked(project, focus, { direction: "upstream", types: ["dataset_version"] }));
    expect(placesOf(kept)).toEqual(["0 focus prediction P1", "4 upstream dataset_version DS:1"]);
    expect(kept.edges).toEqual([]);
    const named = await walk(asked(project, focus, { direction: "upstream", q: "ds:" }));
    expect(placesOf(named)).toEqual(placesOf(kept));
  });

  test("a side that is too large is cut off behind its nearest artifacts, and says so", async () => {
    const dataset: Ref = { type: "dataset_version", id: "DS:hub" };
    const runs = Array.from({ length: 40 }, (_, index): Ref => ({ type: "run", id: `R${index}` }));
    const version: Ref = { type: "model_version", id: "m:v1" };
    const used = runs.map((run): Link => ({ rel: "USED", from: run, to: dataset }));
    const made: Link = { rel: "PRODUCED_BY", from: version, to: { type: "run", id: "R7" } };
    const project = await record({ nodes: [dataset, ...runs, version], links: [...used, made] });
    const whole = await walk(asked(project, dataset, { depth: 2, limit: 5 }));
    expect(whole).toMatchObject({ total: 42, totalIs: "exact", truncated: true });
    const cut = await walk(asked(project, dataset, { depth: 2, most: 41 }));
    expect(cut).toMatchObject({ totalIs: "at_least", truncated: true });
    expect(cut.nodes.filter(({ hops }) => hops === 1)).toHaveLength(40);
    const less = await walk(asked(project, dataset, { depth: 2, most: 10 }));
    expect(less).toMatchObject({ totalIs: "at_least", truncated: true });
    expect(less.nodes.length).toBeGreaterThan(10);
    expect(less.nodes[0]?.unseen.downstream).toEqual([{ type: "run", count: 41 - less.nodes.length }]);
  });

  test("there is no walk from what is not recorded, nor from the same name in another project", async () => {
    const { focus } = await story();
    await expect(walk(asked("default", focus))).rejects.toBeInstanceOf(NotFound);
  });
});

/** New lineage between old artifacts, and a new one, of which a walk that has begun must not speak. */
function younger({ nodes }: Graph): Link[] {
  const [first] = nodes.filter(({ type }) => type === "dataset_version");
  return first ? [{ rel: "USED", from: { type: "run", id: "younger" }, to: first }] : [];
}

async function story() {
  const p: Ref = { type: "prediction", id: "P1" };
  const d: Ref = { type: "deployment", id: "D1" };
  const v: Ref = { type: "model_version", id: "m:v1" };
  const r: Ref = { type: "run", id: "R1" };
  const s: Ref = { type: "dataset_version", id: "DS:1" };
  const links: Link[] = [
    { rel: "SERVED", from: d, to: p },
    { rel: "DEPLOYED", from: d, to: v },
    { rel: "PRODUCED_BY", from: v, to: r },
    { rel: "USED", from: r, to: s },
  ];
  return { project: await record({ nodes: [p, d, v, r, s], links }), focus: p };
}
