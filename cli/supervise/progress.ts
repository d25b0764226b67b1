const REMINDER_MS = 10_000;

/** Tells the person at the terminal what happens, in plain lines. */
export interface Progress {
  say(line: string): void;
  /** Announces `what`, runs `work`, and tells how long it took; long work says now and then that it goes on. */
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Progress as lines on standard output, each with the time since the command began. */
export function plainProgress(write: (line: string) => void = console.log): Progress {
  const began = Date.now();
  const say = (line: string) => write(`[${seconds(began).padStart(7)}] ${line}`);
  return {
    say,
    async step(what, work) {
      const from = Date.now();
      say(`${what} …`);
      const reminder = setInterval(() => say(`${what}: still at it after ${seconds(from)}`), REMINDER_MS);
      try {
        const result = await work();
        say(`${what}: done in ${seconds(from)}`);
        return result;
      } finally {
        clearInterval(reminder);
      }
    },
  };
}
