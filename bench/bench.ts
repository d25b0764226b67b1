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
  /** Only what has to do with one thing; everything when left out. */
  readonly only?: (typeof PARTS)[number] | undefined;
}

const MEASUREMENTS = { walks: measureWalks, recording: measureWrites, reads: measureReads, page: measurePage };

async function told(measured: Promise<Line[]>): Promise<Line[]> {
  const lines = await measured;
  for (const { what, ours, floor, ratio } of lines) {
    console.log(`${what}: ${ours}, floor ${floor}, ratio ${ratio.toFixed(2)}`);
  }
  return lines;
}

type Measurement = keyof typeof MEASUREMENTS;

async function measureAt(stage: Stage, size: (typeof SIZES)[number], which: readonly Measurement[]): Promise<Line[]> {
  console.log(`\nA graph of ${await stage.grow(size.models)} artifacts`);
  const lines: Line[] = [];
  for (const measurement of which) {
    lines.push(...(await told(MEASUREMENTS[measurement](stage, size.name))));
  }
  return lines;
}

function namesOf<Name extends string>(of: Record<Name, unknown>): Name[] {
  return Object.keys(of) as Name[];
}

async function measureGraphs(stage: Stage, isQuick: boolean, which = namesOf(MEASUREMENTS)): Promise<Line[]> {
  const small = await measureAt(stage, SIZES[0], which);
  const large = isQuick ? [] : await measureAt(stage, SIZES[1], which);
  return [...small, ...large, ...(which.includes("walks") ? growth(small, large) : [])];
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

/** How the log keeps up with those who record, and what whoever is handed a copy of it has to compute. */
async function measureLogs(stage: Stage, isQuick: boolean): Promise<Line[]> {
  const [size, name] = isQuick ? ([100_000, "100k"] as const) : ([1_000_000, "1M"] as const);
  return [...(await told(measureLog(stage))), ...(await told(measureWholeLog(size, name)))];
}

function measureGatesAt(stage: Stage, isQuick: boolean): Promise<Line[]> {
  return told(measureGates(stage, isQuick ? 500 : 5_000));
}

function measureDossiersAt(stage: Stage, isQuick: boolean): Promise<Line[]> {
  return told(measureDossiers(stage, isQuick ? 2_000 : 100_000));
}

const ALONE = { log: measureLogs, gates: measureGatesAt, dossiers: measureDossiersAt, bytes: measureBytes };

/** What can be measured alone. */
export const PARTS = [...namesOf(MEASUREMENTS), ...namesOf(ALONE)] as const;

function isAlone(part: (typeof PARTS)[number]): part is keyof typeof ALONE {
  return part in ALONE;
}

async function measure(stage: Stage, { isQuick, only }: Options): Promise<Line[]> {
  if (only) {
    return isAlone(only) ? ALONE[only](stage, isQuick) : measureGraphs(stage, isQuick, [only]);
  }
  const lines = await measureGraphs(stage, isQuick);
  for (const part of Object.values(ALONE)) {
    lines.push(...(await part(stage, isQuick)));
  }
  return lines;
}

/** Measures Pedigree against raw Cypher and plain files on the same machine in the same run. True when every goal is kept. */
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
