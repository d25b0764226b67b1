import { startOwnApp } from "@/cli/supervise/ownApp";
import { measureLog } from "./log";
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

const MEASUREMENTS = [measureWalks, measureWrites, measureReads, measurePage];

async function told(measured: Promise<Line[]>): Promise<Line[]> {
  const lines = await measured;
  for (const { what, ours, floor, ratio } of lines) {
    console.log(`${what}: ${ours}, floor ${floor}, ratio ${ratio.toFixed(2)}`);
  }
  return lines;
}

async function measureAt(stage: Stage, size: (typeof SIZES)[number]): Promise<Line[]> {
  console.log(`\nA graph of ${await stage.grow(size.models)} artifacts`);
  const lines: Line[] = [];
  for (const measurement of MEASUREMENTS) {
    lines.push(...(await told(measurement(stage, size.name))));
  }
  return lines;
}

/** The walk must grow no faster than its floor; a tenth is noise. */
function growth([small]: readonly Line[], [large]: readonly Line[]): Line[] {
  return small && large
    ? [
        {
          what: "growth of the walk's ratio from 10k to 300k",
          ours: large.ratio.toFixed(2),
          floor: small.ratio.toFixed(2),
          ratio: large.ratio / small.ratio,
          goal: { atMost: 1.1 },
        },
      ]
    : [];
}

/** Measures Pedigree against raw Cypher on the same database in the same run. True when every goal is kept. */
export async function bench({ isQuick }: Options): Promise<boolean> {
  console.log("Starting an app with a database of its own …");
  const app = await startOwnApp();
  try {
    const stage = await openStage(app);
    const small = await measureAt(stage, SIZES[0]);
    const large = isQuick ? [] : await measureAt(stage, SIZES[1]);
    const lines = [...small, ...large, ...growth(small, large), ...(await told(measureLog(stage)))];
    await stage.floor.close();
    console.log(`\n${table(lines)}\n`);
    return lines.every(isKept);
  } finally {
    await app.stop();
  }
}
