"use client";

import { TellingText } from "./copyable";
import { ago, inUtc, inViewersZone, inViewersZoneToMinute } from "./moment-text";

interface MomentProps {
  /** The instant, as RFC 3339 in UTC. */
  iso: string;
  /** Adds "3 days ago" beside the absolute time. */
  relative?: boolean;
  /** Within tables and menus, where a further stop for the keyboard would be a burden. */
  quiet?: boolean;
  /** Without seconds, where they tell nothing. */
  toMinute?: boolean;
}

/** A time in the viewer's zone, with the zone named; UTC is one hover or one Tab away, and a press copies it. */
export function Moment({ iso, relative = false, quiet = false, toMinute = false }: MomentProps) {
  const text = (
    <>
      {toMinute ? inViewersZoneToMinute(iso) : inViewersZone(iso)}
      {relative ? <span className="text-ink-faint"> ({ago(iso, Date.now())})</span> : null}
    </>
  );
  if (quiet) {
    return (
      <time className="whitespace-nowrap" dateTime={iso} title={inUtc(iso)}>
        {text}
      </time>
    );
  }
  return (
    <TellingText copies={new Date(iso).toISOString()} tip={inUtc(iso)}>
      <time dateTime={iso}>{text}</time>
    </TellingText>
  );
}
