const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

const local = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** "12 May 2025, 09:03:00 CEST": the viewer's zone, named. */
export function inViewersZone(iso: string): string {
  return local.format(new Date(iso));
}

const LETTER_PX = 6.9;
const PADDING_PX = 24;

/** How wide a cell is that shows a moment; names of zones differ in length. */
export const MOMENT_PX = Math.ceil(inViewersZone("2026-09-30T20:00:00Z").length * LETTER_PX) + PADDING_PX;

const toMinute = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

/** "12 May 2025, 09:03 CEST": where seconds tell nothing. */
export function inViewersZoneToMinute(iso: string): string {
  return toMinute.format(new Date(iso));
}

/** "2025-05-12 07:03:00.123 UTC". */
export function inUtc(iso: string): string {
  return `${new Date(iso).toISOString().replace("T", " ").replace("Z", "")} UTC`;
}

/** "3 days ago", always beside an absolute time. */
export function ago(iso: string, now: number): string {
  const elapsedMs = now - Date.parse(iso);
  for (const [unit, lengthMs] of UNITS) {
    if (Math.abs(elapsedMs) >= lengthMs) {
      return relative.format(-Math.trunc(elapsedMs / lengthMs), unit);
    }
  }
  return "less than a minute ago";
}
