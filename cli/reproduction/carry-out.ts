import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hashFile } from "@/cli/artifacts/local";
import type { Remote } from "@/cli/remote/remote";
import { openHome } from "@/cli/supervise/home";
import type { Reason } from "@/graph-schema/envelope";
import { SetupError } from "@/lib/errors";
import type { Answer } from "@/lib/reproduction/compare";
import type { Limits } from "@/lib/reproduction/confined";
import { placesOf } from "@/lib/reproduction/contract";
import { cannot, type PartName } from "@/lib/reproduction/judge";
import { type Part, type Plan, valuesIn } from "@/lib/reproduction/plan";
import { isAlive } from "@/lib/reproduction/processes";
import { type Reproduction, reproduce } from "@/lib/reproduction/reproduce";
import type { LocalPart } from "@/lib/reproduction/stage";
import { fetchPart } from "./fetch";
import type { Gathered } from "./gather";
import { sayFetched, sayStep } from "./say";

/** Parts in whose place other files are taken; of the seed the number, of an image the digest. */
export type Replaced = Readonly<Partial<Record<PartName, string>>>;

interface Terms {
  /** Asked for before each command. */
  readonly limits: Limits;
  readonly replace: Replaced;
  /** Ends it: nothing that it started runs on, nothing that it fetched is left, and the signal's reason is thrown. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** What came of a run, or of there being none, with what is said about it besides. */
interface Ran {
  readonly found: Reproduction;
  readonly notes: readonly Reason[];
  readonly contract: string | null;
  /** What the prediction answered, as it is recorded; nothing where it did not come to a run. */
  readonly expected: Answer;
}

async function localPart(
  app: Remote,
  part: Part,
  room: string,
  { replace, signal }: Terms,
): Promise<LocalPart | undefined> {
  const file = replace[part.part];
  if (file === undefined) {
    return fetchPart(app, part, room, signal);
  }
  const path = join(room, part.part);
  copyFileSync(file, path);
  chmodSync(path, 0o644);
  const { digest } = await hashFile(path, () => undefined);
  return { path, digest };
}

/** Removes what runs that were killed left: requests may hold personal data. */
function sweep(rooms: string): void {
  for (const name of readdirSync(rooms).filter((each) => !isAlive(Number.parseInt(each, 10)))) {
    rmSync(join(rooms, name), { recursive: true, force: true });
  }
}

/** Fetches everything, runs it, and cleans up behind it. */
async function carryOut(app: Remote, plan: Plan, terms: Terms): Promise<Reproduction> {
  const { replace, say, signal } = terms;
  signal.throwIfAborted();
  const home = openHome();
  const rooms = join(home.path, "reproductions");
  mkdirSync(rooms, { recursive: true, mode: 0o700 });
  sweep(rooms);
  const room = mkdtempSync(join(rooms, `${process.pid}-`));
  try {
    const files = new Map<Part["part"], LocalPart>();
    for (const part of plan.parts) {
      const local = await localPart(app, part, room, terms);
      say(replace[part.part] ? `! ${part.part} replaced: ${local?.digest}` : sayFetched(part, local !== undefined));
      if (local) {
        files.set(part.part, local);
      }
    }
    return await reproduce(plan, files, {
      room,
      cache: join(home.path, "environments"),
      get limits() {
        return terms.limits;
      },
      signal,
      onStep: (step, run) => say(sayStep(step, run)),
      seed: replace.seed,
      image: replace.image,
    });
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

/** What the run does not use cannot be replaced in it. */
export function mustHave(plan: Plan, replace: Replaced): void {
  const places: readonly string[] = ["model", "lockfile", ...placesOf(plan.contract, plan.isTrained)];
  const parts = plan.parts.filter(({ part }) => places.includes(part));
  const used: string[] = [...parts, ...valuesIn(plan)].map(({ part }) => part);
  const lacking = Object.keys(replace).find((name) => !used.includes(name));
  if (lacking !== undefined) {
    throw new SetupError(`The run uses no ${lacking}.`, `It uses, and can be asked with another: ${used.join(", ")}.`);
  }
}

function withoutRun(missing: readonly Reason[]): Ran {
  const none = { compared: 0, differing: 0, runs: 0, output: null, said: "", used: [] };
  return { found: { ...cannot(missing), ...none }, notes: [], contract: null, expected: {} };
}

/** Runs a prediction again on this machine, in isolation, from what was gathered; or says what is missing. */
export async function runAgain(app: Remote, gathered: Gathered, terms: Terms): Promise<Ran> {
  if ("missing" in gathered) {
    return withoutRun(gathered.missing);
  }
  const { plan, contract } = gathered;
  mustHave(plan, terms.replace);
  return { found: await carryOut(app, plan, terms), notes: plan.notes, contract, expected: plan.expected };
}
