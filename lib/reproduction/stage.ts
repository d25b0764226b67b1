import { adaptersIn } from "./adapters";
import { type Confined, type Ended, LIMITS, type Limits, type Memory } from "./confined";
import { ADAPTERS, filled, type Place } from "./contract";
import { confine } from "./jail";
import type { PartName, Used } from "./judge";
import type { Part, Plan } from "./plan";
import type { Built } from "./recipe";

/** The bytes of a part as they are on this machine: a file or a folder that everybody may read. */
export interface LocalPart {
  readonly path: string;
  readonly digest: string;
}

/** The plan's parts on this machine. */
export type Files = ReadonlyMap<Part["part"], LocalPart>;

export type Step = "environment" | "training" | "scoring";

/** Where and within what it is done. */
export interface Bench {
  /** A directory of ours, for this alone. */
  readonly room: string;
  /** Where built environments are kept. */
  readonly cache: string;
  readonly limits?: Limits;
  /** Another seed or image than the recorded one, to see what that changes. */
  readonly seed?: string | undefined;
  readonly image?: string | undefined;
  /** Ends it: what runs is killed with all that it started, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step, run: number) => void;
}

/** A plan, and all that its commands are run with. */
export interface Stage {
  readonly plan: Plan;
  readonly files: Files;
  readonly bench: Bench;
  readonly built: Built;
  readonly used: readonly Used[];
  /** How what ran was held. */
  readonly held: { memory?: Memory };
}

/** Where a command finds a part. */
export function there(part: PartName): string {
  return `/in/${part}`;
}

type Given = Pick<Confined, "output" | "more" | "stdin"> & { readonly model: string };

/** Runs a command of the contract with everything that it may see. `model` is the one that it scores with. */
export async function runIn(stage: Stage, command: readonly string[], given: Given): Promise<Ended> {
  const { plan, files, bench, built, used } = stage;
  const places: Partial<Record<Place, string>> = { scratch: "/scratch", model: there("model") };
  const shown: Record<string, string> = { ...built.shown };
  if (plan.contract.adapter) {
    shown[ADAPTERS] = adaptersIn(bench.room);
  }
  for (const [part, { path }] of files) {
    if (part !== "lockfile") {
      places[part] = there(part);
      shown[there(part)] = part === "model" ? given.model : path;
    }
  }
  const seed = used.find(({ part }) => part === "seed")?.used;
  const confined: Confined = {
    command: filled(command, { ...places, ...(seed === undefined ? {} : { seed }) }),
    image: built.image,
    shown,
    stdin: given.stdin,
    output: given.output,
    more: given.more ?? [],
    path: built.path,
    env: { ...built.env, ...plan.contract.threads },
  };
  const ended = await confine(confined, bench.room, bench.limits ?? LIMITS, bench.signal);
  stage.held.memory = ended.memory;
  return ended;
}
