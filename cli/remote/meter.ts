import { type Reached, sayEvents, sayReached } from "@/lib/contract/progress";

const BAR_WIDTH = 24;
const BETWEEN_LINES_MS = 5_000;

function bar(share: number | undefined): string {
  const full = Math.round((share ?? 0) * BAR_WIDTH);
  return share === undefined ? "" : `[${"#".repeat(full)}${"-".repeat(BAR_WIDTH - full)}] `;
}

/** Shows progress on `out`: a bar that moves on a terminal, plain lines now and then elsewhere. */
export function meter(out: NodeJS.WriteStream, say = sayEvents, now: () => number = Date.now) {
  let last = now();
  return {
    show(reached: Reached): void {
      if (out.isTTY) {
        out.write(`\r${bar(reached.share)}${sayReached(reached, say)}\u001b[K`);
      } else if (now() - last >= BETWEEN_LINES_MS) {
        last = now();
        out.write(`${sayReached(reached, say)}\n`);
      }
    },
    /** Leaves the line of the bar. */
    end(): void {
      if (out.isTTY) {
        out.write("\r\u001b[K");
      }
    },
  };
}
