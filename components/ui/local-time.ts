const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/;

/** The zone that times are typed and shown in, as in "Europe/Berlin". */
export function viewersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "2025-05-12 09:03" in the viewer's zone as an instant; null where it is no such time. A day alone is its beginning. */
export function instantOfLocal(text: string): string | null {
  const [, day, time = "00:00"] = LOCAL.exec(text.trim()) ?? [];
  const at = new Date(`${day}T${time}`);
  if (day === undefined || Number.isNaN(at.getTime())) {
    return null;
  }
  const iso = at.toISOString();
  // 31 February would be taken for a day in March.
  return localOfInstant(iso).startsWith(day) ? iso : null;
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
