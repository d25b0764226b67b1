import { startOwnApp } from "@/cli/supervise/ownApp";
import { isKept, type Line, table } from "./measure";
import { measurePage } from "./page";
import { measureReads } from "./reads";
import { openStage, type Stage } from "./stage";
import { measureWalks } from "./walks";
import { measureWrites } from "./writes";

/** Models of the seed that make graphs of about ten thousand and three hundred thousand artifacts. */
const SIZES = [
  { name: "10k", models: 8 },
  { name: "300k", models: 920 },
] as const;

interface Options {
  /** Only the small graph, for a quick look. */
  readonly isQuick: boolean;
}

async function measure(stage: Stage, { isQuick }: Options): Promise<Line[]> {
  const lines: Line[] = [];
  const add = (line: Line) => {
    lines.push(line);
    console.log(`${line.what}: ${line.ours}, floor ${line.floor}, ratio ${line.ratio.toFixed(2)}`);
  };
  const walks: number[] = [];
  for (const size of isQuick ? SIZES.slice(0, 1) : SIZES) {
    const artifacts = await stage.grow(size.models);
    console.log(`\nA graph of ${artifacts} artifacts`);
    const walk = await measureWalks(stage, size.name);
    walks.push(walk.ratio);
    add(walk);
    for (const measurement of [measureWrites, measureReads, measurePage]) {
      for (const line of await measurement(stage, size.name)) {
        add(line);
      }
    }
  }
  const [small, large] = walks;
  if (small !== undefined && large !== undefined) {
    const [ours, floor] = [`${large.toFixed(2)} × floor at 300k`, `${small.toFixed(2)} × floor at 10k`];
    add({ what: "growth of the walk against its floor", ours, floor, ratio: large / small, goal: { atMost: 1.1 } });
  }
  return lines;
}

/** Measures Pedigree against raw Cypher on the same database in the same run. True when every goal is kept. */
export async function bench(options: Options): Promise<boolean> {
  console.log("Starting an app with a database of its own …");
  const app = await startOwnApp();
  try {
    const stage = await openStage(app);
    const lines = await measure(stage, options);
    await stage.floor.close();
    console.log(`\n${table(lines)}\n`);
    return lines.every(isKept);
  } finally {
    await app.stop();
  }
}
