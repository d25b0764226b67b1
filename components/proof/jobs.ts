import type { Check, Evidence, Pin, Verdict } from "./evidence";
import type { Tree } from "./growth";

export type Job =
  | { readonly ask: "proof"; readonly evidence: Evidence; readonly pin: Pin }
  | { readonly ask: "checkpoint"; readonly note: string; readonly shown: Tree; readonly pin: Pin }
  | { readonly ask: "growth"; readonly old: Tree; readonly tree: Tree; readonly hashes: readonly string[] };

export interface Answers {
  proof: Verdict;
  checkpoint: Verdict;
  growth: Check;
}

interface Waiting {
  readonly settle: (answer: never) => void;
  readonly fail: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let last = 0;

/** The one worker of the page that checks proofs. */
function proofWorker(): Worker {
  if (!worker) {
    worker = new Worker(new URL("./proof.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<{ id: number; answer: never }>) => {
      waiting.get(data.id)?.settle(data.answer);
      waiting.delete(data.id);
    };
    worker.onerror = () => {
      for (const { fail } of waiting.values()) {
        fail(new Error("the check could not be run in this browser"));
      }
      waiting.clear();
      worker?.terminate();
      worker = undefined;
    };
  }
  return worker;
}

/** Has a job done off the page's own thread. */
export function inWorker<Ask extends Job["ask"]>(job: Extract<Job, { ask: Ask }>): Promise<Answers[Ask]> {
  last += 1;
  const id = last;
  return new Promise<Answers[Ask]>((settle, fail) => {
    waiting.set(id, { settle, fail });
    proofWorker().postMessage({ id, job });
  });
}
