const UNITS = ["kB", "MB", "GB", "TB", "PB"] as const;

/** "512 bytes", "1.2 GB": decimal units, as disks and networks count. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) {
    return `${bytes} byte${bytes === 1 ? "" : "s"}`;
  }
  let value = bytes / 1_000;
  let at = 0;
  // What would be rounded to 1,000 is one of the next unit.
  while (value >= 999.95 && at < UNITS.length - 1) {
    value /= 1_000;
    at += 1;
  }
  return `${value.toFixed(1)} ${UNITS[at]}`;
}

/** "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function durationText(ms: number): string {
  if (ms < 9_950) {
    return `${(ms / 1_000).toFixed(1)} s`;
  }
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
