import { isDeepStrictEqual } from "node:util";
import type { Answer } from "@/cli/sample/door";
import { type Ref, refKey } from "@/graph-schema/names";
import { LineageReply } from "@/lib/contract/reply";
import { closedLoop, type Line, quantile } from "./measure";
import { SEEDED, type Stage } from "./stage";

/** A database that has just begun compiles what it runs often; so has ours and the floor's after so many. */
const WARM_UP = 600;
const AGREEING = 60;
const WALKS = 300;

const SOME_PREDICTIONS = `
  MATCH (p:Prediction {project: $project})
  WITH p ORDER BY rand() LIMIT $number
  RETURN p.id AS id`;

function byApi({ door }: Stage, id: string): Promise<Answer> {
  const query = { direction: "upstream", depth: 10, limit: 500 };
  return door.send("GET", ["projects", SEEDED, "artifacts", "prediction", id, "lineage"], undefined, query);
}

/** Both must find the same artifacts, or there is nothing to compare. */
async function mustAgree(stage: Stage, id: string): Promise<void> {
  const { nodes } = LineageReply.parse((await byApi(stage, id)).body);
  const rows = (await stage.floor.walk(SEEDED, id)) as { artifact: Ref }[];
  const [ours, floor] = [nodes, rows.map(({ artifact }) => artifact)].map((found) => found.map(refKey).sort());
  if (!isDeepStrictEqual(ours, floor)) {
    throw new Error(`upstream of ${id} the API finds ${ours?.length} artifacts, the floor ${floor?.length}`);
  }
}

async function compare(stage: Stage, ids: readonly string[], walkers: number, size: string): Promise<Line> {
  const ours = await closedLoop(ids, walkers, (id) => byApi(stage, id));
  const floor = await closedLoop(ids, walkers, (id) => stage.floor.walk(SEEDED, id));
  const [p50, floor50] = [quantile(ours.each, 0.5), quantile(floor.each, 0.5)];
  return {
    what: `upstream walk of a prediction, p50, ${walkers} at once, ${size}`,
    ours: `${p50.toFixed(1)} ms (p95 ${quantile(ours.each, 0.95).toFixed(1)})`,
    floor: `${floor50.toFixed(1)} ms (p95 ${quantile(floor.each, 0.95).toFixed(1)})`,
    ratio: p50 / floor50,
    goal: { atMost: 3 },
  };
}

/** Walks upstream from predictions chosen by chance, by API and by raw Cypher: one after the other, and sixteen at once. */
export async function measureWalks(stage: Stage, size: string): Promise<Line[]> {
  const number = WARM_UP + WALKS;
  const rows = await stage.floor.rows(SOME_PREDICTIONS.replace("$number", String(number)), { project: SEEDED });
  const ids = rows.map(({ id }) => String(id));
  for (const id of ids.slice(0, AGREEING)) {
    await mustAgree(stage, id);
  }
  const [warming, measured] = [ids.slice(0, WARM_UP), ids.slice(WARM_UP)];
  await closedLoop(warming, 4, (id) => byApi(stage, id));
  await closedLoop(warming, 4, (id) => stage.floor.walk(SEEDED, id));
  return [await compare(stage, measured, 1, size), await compare(stage, measured, 16, size)];
}
