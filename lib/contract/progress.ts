/** How far a long task has come: events or bytes. `share` is unknown while the input has no known end. */
export interface Reached {
  readonly count: number;
  readonly share: number | undefined;
  readonly seconds: number;
  /** How many of them took no time: what an earlier attempt had brought. */
  readonly skipped?: number;
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.ceil(seconds)} s`;
}

/** Events, and how many of them come in a second. */
export function sayEvents(count: number, rate: number): string {
  return `${count.toLocaleString("en")} events, ${rate.toLocaleString("en")} per second`;
}

/** Bytes in decimal megabytes, as disks and networks count them. */
export function sayBytes(count: number, rate: number): string {
  return `${(count / 1e6).toFixed(1)} MB, ${(rate / 1e6).toFixed(1)} MB per second`;
}

/** How far, how fast, and how long it will still take. */
export function sayReached({ count, share, seconds, skipped = 0 }: Reached, say = sayEvents): string {
  const rate = seconds > 0 ? Math.round((count - skipped) / seconds) : 0;
  const done = say(count, rate);
  if (share === undefined) {
    return done;
  }
  const left = share > 0 && rate > 0 ? (count / share - count) / rate : 0;
  return `${Math.floor(share * 100)} %, ${done}, ${duration(left)} left`;
}
