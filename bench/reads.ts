import { join } from "node:path";
import { address, type Door, service, UnexpectedAnswer } from "@/cli/sample/door";
import { type Child, ENDS_WITH_PARENT, startChild } from "@/cli/supervise/child";
import { closedLoop, type Line, quantile } from "./measure";
import { SEEDED, type Stage } from "./stage";

const READERS = 16;
const READS = 1_600;
const ROUNDS = 3;

const SOME_RUNS = `
  MATCH (r:Run {project: $project})
  WITH r ORDER BY rand() LIMIT ${READS}
  RETURN r.id AS id`;

interface Reader {
  readonly door: Door;
  readonly child: Child;
}

async function startReader({ app, floor, token }: Stage, kind: "audited" | "unaudited"): Promise<Reader> {
  const child = startChild({
    name: `${kind} reader`,
    command: process.execPath,
    args: [...ENDS_WITH_PARENT, "--import", "tsx", join(import.meta.dirname, "reader.ts"), kind],
    env: { ...process.env, ...floor.environment, PEDIGREE_HOME: app.home, NODE_ENV: "production" },
    log: join(app.home, "logs", `${kind}.log`),
  });
  const port = (await child.line("PORT")).split(" ")[1];
  return { child, door: service(address(`http://127.0.0.1:${port}`), token) };
}

async function look(door: Door, id: string): Promise<void> {
  const answer = await door.send("GET", ["projects", SEEDED, "artifacts", "run", id]);
  if (answer.status !== 200) {
    throw new UnexpectedAnswer(`looking at ${id}`, answer);
  }
}

async function compare(what: string, ids: readonly string[], audited: Reader, unaudited: Reader): Promise<Line> {
  const p50 = async ({ door }: Reader) => quantile((await closedLoop(ids, READERS, (id) => look(door, id))).each, 0.5);
  const pairs: [number, number][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pair: [number, number] = [await p50(audited), await p50(unaudited)];
    if (round > 0) {
      pairs.push(pair);
    }
  }
  const middle = (of: (pair: [number, number]) => number) => quantile(pairs.map(of), 0.5);
  return {
    what,
    ours: `${middle(([ours]) => ours).toFixed(1)} ms`,
    floor: `${middle(([, floor]) => floor).toFixed(1)} ms`,
    ratio: middle(([ours, floor]) => ours / floor),
    goal: { atMost: 1.5 },
  };
}

/** Sixteen readers through the door with and without its record: each at other artifacts, and all at the same. */
export async function measureReads(stage: Stage, size: string): Promise<Line[]> {
  const found = await stage.floor.rows(SOME_RUNS, { project: SEEDED });
  const ids = Array.from({ length: READS }, (_, index) => String(found[index % found.length]?.id));
  const same = ids.map(() => ids[0] ?? "");
  const audited = await startReader(stage, "audited");
  const unaudited = await startReader(stage, "unaudited");
  try {
    return [
      await compare(`audited read, p50, 16 readers, ${size}`, ids, audited, unaudited),
      await compare(`the same, all at one artifact as one account, ${size}`, same, audited, unaudited),
    ];
  } finally {
    await audited.child.stop();
    await unaudited.child.stop();
  }
}
