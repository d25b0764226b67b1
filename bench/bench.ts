import { startOwnApp } from "@/cli/supervise/ownApp";
import { measureDossiers } from "./dossiers";
import { measureGates } from "./gates";
import { measureLog } from "./log";
import { isKept, type Line, table } from "./measure";
import { measurePage } from "./page";
import { measureReads } from "./reads";
import { measureReconciliation } from "./reconciliation";
import { openStage, type Stage } from "./stage";
import { measureStore } from "./store";
import { measureWalks } from "./walks";
import { measureWholeLog } from "./whole-log";
import { measureWrites } from "./writes";

/** Models of the seed that make graphs of about ten thousand and three hundred thousand artifacts. */
const SIZES = [
  { name: "10k", models: 8 },
  { name: "300k", models: 920 },
] as const;

interface Options {
  /** Only the small graph, for a quick look. */
  readonly isQuick: boolean;
  /** Only what has to do with the bytes of artifacts, with gates, or with dossiers; everything when left out. */
  readonly only?: keyof typeof MEASURES | undefined;
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

function bytesAt(isQuick: boolean) {
  return isQuick ? { smallBlobs: 5_000, longBlobs: 1 } : { smallBlobs: 100_000, longBlobs: 20 };
}

/** What artifacts' bytes cost: taking them in, and comparing them with the record. */
async function measureBytes(stage: Stage, isQuick: boolean): Promise<Line[]> {
  const stored = await told(measureStore(1e9, "1 GB"));
  return [...stored, ...(await told(measureReconciliation(stage, bytesAt(isQuick))))];
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

async function measureAll(stage: Stage, isQuick: boolean): Promise<Line[]> {
  const small = await measureAt(stage, SIZES[0]);
  const large = isQuick ? [] : await measureAt(stage, SIZES[1]);
  const lines = [...small, ...large, ...growth(small, large), ...(await told(measureLog(stage)))];
  const [size, name] = isQuick ? ([100_000, "100k"] as const) : ([1_000_000, "1M"] as const);
  lines.push(...(await told(measureWholeLog(size, name))));
  for (const measure of Object.values(MEASURES)) {
    lines.push(...(await measure(stage, isQuick)));
  }
  return lines;
}

function measureGatesAt(stage: Stage, isQuick: boolean): Promise<Line[]> {
  return told(measureGates(stage, isQuick ? 500 : 5_000));
}

function measureDossiersAt(stage: Stage, isQuick: boolean): Promise<Line[]> {
  return told(measureDossiers(stage, isQuick ? 2_000 : 100_000));
}

const MEASURES = { gates: measureGatesAt, dossiers: measureDossiersAt, bytes: measureBytes };

/** What can be measured alone. */
export const PARTS = ["gates", "dossiers", "bytes"] as const satisfies readonly (keyof typeof MEASURES)[];

/** Measures Pedigree against raw Cypher and plain files on the same machine in the same run. True when every goal is kept. */
export async function bench({ isQuick, only }: Options): Promise<boolean> {
  console.log("Starting an app with a database of its own …");
  const app = await startOwnApp();
  try {
    const stage = await openStage(app);
    const lines = await (only ? MEASURES[only] : measureAll)(stage, isQuick);
    await stage.floor.close();
    console.log(`\n${table(lines)}\n`);
    return lines.every(isKept);
  } finally {
    await app.stop();
  }
}
