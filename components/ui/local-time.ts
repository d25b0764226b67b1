/** RFC 3339 with its zone, as the record and the command line write times. */
const ZONED = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)$/;
const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/;

/** The zone that times are typed and shown in, as in "Europe/Berlin". */
export function viewersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** 31 February would be taken for a day in March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

function instantOfZoned(text: string): string | null {
  const [, day, time, seconds = ":00", zone] = ZONED.exec(text) ?? [];
  const at = new Date(`${day}T${time}${seconds}${zone?.toUpperCase()}`);
  return day !== undefined && isDay(day) && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

/**
 * "2025-05-12 09:03" in the viewer's zone, or "2025-05-12T07:03:00Z" in the zone that it names, as an instant; null where
 * it is no such time. A day alone is its beginning.
 */
export function instantOfLocal(text: string): string | null {
  const zoned = instantOfZoned(text.trim());
  if (zoned !== null) {
    return zoned;
  }
  const [, day, time = "00:00"] = LOCAL.exec(text.trim()) ?? [];
  const at = new Date(`${day}T${time}`);
  if (day === undefined || Number.isNaN(at.getTime())) {
    return null;
  }
  return isDay(day) ? at.toISOString() : null;
}

/** An instant as it is typed: in the viewer's zone, to the second. */
export function localOfInstant(iso: string | null): string {
  if (!iso || Number.isNaN(Date.parse(iso))) {
    return "";
  }
  const at = new Date(iso);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace("T", " ");
}
