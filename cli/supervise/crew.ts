import { type Child, Died, type Ending } from "./child";
import type { Progress } from "./progress";

interface Terms {
  readonly graceMs?: number;
  /** It does one thing and may end after that. */
  readonly isErrand?: boolean;
}

/** The processes of one installation, in the order in which they were started. */
export interface Crew {
  /** Takes `child` under supervision: from now on its death ends everything. */
  join(child: Child, terms?: Terms): Child;
  /** Rejects when a child dies that nobody told to stop. */
  readonly death: Promise<never>;
  /** Stops all, the last started first, so that nobody loses what it stands on. */
  stop(): Promise<void>;
}

/** An empty crew. */
export function assembleCrew(progress: Progress): Crew {
  const members: { child: Child; graceMs: number }[] = [];
  let isStopping = false;
  let fail: (why: Error) => void = () => undefined;
  const death = new Promise<never>((_settle, reject) => {
    fail = reject;
  });
  death.catch(() => undefined);

  function gone(child: Child, { code, signal }: Ending, isErrand: boolean): void {
    members.splice(0, members.length, ...members.filter((member) => member.child !== child));
    if (!isStopping && !(isErrand && code === 0)) {
      const how = signal ? `was killed by ${signal}` : `ended with code ${code}`;
      fail(new Died(`The ${child.name} ${how}. Its last lines (all of them: ${child.log}):\n${child.lastLines()}`));
    }
  }

  return {
    death,
    join(child, { graceMs = 10_000, isErrand = false } = {}) {
      members.push({ child, graceMs });
      child.ended.then((ending) => gone(child, ending, isErrand));
      return child;
    },
    async stop() {
      isStopping = true;
      for (const { child, graceMs } of [...members].reverse()) {
        const began = Date.now();
        await child.stop(graceMs);
        progress.say(`Stopped the ${child.name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      }
    },
  };
}
