import type { Witness } from "@/lib/env/values";
import type { Hash } from "@/lib/tlog/hash";
import { type Answer, submit } from "./witness";

/** For everything that one checkpoint needs of one witness: half of the integrator's lease. */
const TIMEOUT_MS = 5_000;
/** Who did not answer is left alone for this long, so that it does not hold every checkpoint up. */
const LEFT_ALONE_MS = 30_000;

interface Signed {
  readonly note: string;
  readonly size: number;
  proveFrom(old: number): Promise<Hash[]>;
}

/** Names one witness with what is said of it. */
interface Said<What> {
  readonly witness: string;
  readonly what: What;
}

/** What is known of one witness; lost with the process, then the witness says it. */
interface Known {
  size: number;
  leftAloneUntil: number;
}

/** The witnesses of this log, who see to it that it only ever grows. `tell` hears what somebody should know. */
export class Witnesses {
  readonly #known = new Map<Witness, Known>();

  constructor(
    private readonly all: readonly Witness[],
    private readonly quorum: number,
    private readonly tell: (what: string) => void,
  ) {}

  #knownOf(witness: Witness): Known {
    const known = this.#known.get(witness) ?? { size: 0, leftAloneUntil: 0 };
    this.#known.set(witness, known);
    return known;
  }

  async #consult(witness: Witness, { note, size, proveFrom }: Signed): Promise<Answer> {
    const known = this.#knownOf(witness);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const from = async (old: number) => submit(witness, { note, old, proof: await proveFrom(old) }, signal);
    let old = Math.min(known.size, size);
    let answer = await from(old);
    // It may have cosigned for another process meanwhile: what it saw only grows, so this ends.
    while (answer.outcome === "saw" && answer.size !== old && answer.size <= size) {
      old = answer.size;
      answer = await from(old);
    }
    if (answer.outcome === "cosigned") {
      known.size = size;
    }
    known.leftAloneUntil = answer.outcome === "no answer" ? Date.now() + LEFT_ALONE_MS : 0;
    return answer;
  }

  /** Who is asked now: all but those left alone, unless the quorum needs them. */
  #asked(): readonly Witness[] {
    const now = Date.now();
    const asked = this.all.filter((witness) => this.#knownOf(witness).leftAloneUntil <= now);
    return asked.length < this.quorum ? this.all : asked;
  }

  /** Has a signed checkpoint cosigned. A breach means that the log is not the one that a witness saw before. */
  async cosign(signed: Signed): Promise<{ note: string; isEnough: boolean; breach?: string }> {
    const asked = this.#asked();
    const answers = await Promise.all(asked.map((witness) => this.#consult(witness, signed)));
    const lines: string[] = [];
    for (const [index, answer] of answers.entries()) {
      const name = asked[index]?.key.name;
      if (answer.outcome === "cosigned") {
        lines.push(answer.line);
      } else if (answer.outcome === "no answer") {
        this.tell(`the witness ${name} did not cosign: ${answer.why}`);
      } else if (answer.outcome === "differs") {
        return { note: signed.note, isEnough: false, breach: `the witness ${name} has seen another log` };
      } else if (answer.size > signed.size) {
        const breach = `the witness ${name} has seen a larger log: ${answer.size} entries, not ${signed.size}`;
        return { note: signed.note, isEnough: false, breach };
      } else {
        this.tell(`the witness ${name} did not cosign: it contradicts what it said it saw last`);
      }
    }
    const isEnough = lines.length >= this.quorum;
    if (!isEnough) {
      this.tell(`the checkpoint is not published: ${lines.length} of ${this.quorum} witnesses cosigned it`);
    }
    return { note: `${signed.note}${lines.join("")}`, isEnough };
  }

  /** How large a log each witness has seen; "differs" where it has seen another one of the size of this checkpoint. */
  async witnessedSizes(note: string, size: number): Promise<Said<number | "differs">[]> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answers = await Promise.all(this.all.map((each) => submit(each, { note, old: size, proof: [] }, signal)));
    return answers.flatMap((answer, index) => {
      const witness = this.all[index]?.key.name ?? "";
      if (answer.outcome === "no answer") {
        this.tell(`the witness ${witness} does not say what it has seen: ${answer.why}`);
        return [];
      }
      const sizes = { cosigned: size, differs: "differs" as const };
      return [{ witness, what: answer.outcome === "saw" ? answer.size : sizes[answer.outcome] }];
    });
  }
}
