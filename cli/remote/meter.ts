/** How far a long command has come: events or bytes. `share` is unknown while the input has no known end. */
export interface Reached {
  readonly count: number;
  readonly share: number | undefined;
  readonly seconds: number;
}

const BAR_WIDTH = 24;
const BETWEEN_LINES_MS = 5_000;

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.ceil(seconds)} s`;
}

function sayEvents(count: number, rate: number): string {
  return `${count.toLocaleString("en")} events, ${rate.toLocaleString("en")} per second`;
}

/** Bytes in decimal megabytes, as disks and networks count them. */
export function sayBytes(count: number, rate: number): string {
  return `${(count / 1e6).toFixed(1)} MB, ${(rate / 1e6).toFixed(1)} MB per second`;
}

/** How far, how fast, and how long it will still take. */
export function sayReached({ count, share, seconds }: Reached, say = sayEvents): string {
  const rate = seconds > 0 ? Math.round(count / seconds) : 0;
  const done = say(count, rate);
  if (share === undefined) {
    return done;
  }
  const left = share > 0 ? (seconds / share) * (1 - share) : 0;
  return `${Math.floor(share * 100)} %, ${done}, ${duration(left)} left`;
}

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
