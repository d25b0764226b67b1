"use client";

import { Focusable, TooltipTrigger } from "react-aria-components";
import { Tip } from "./button";
import { ago, inUtc, inViewersZone } from "./moment-text";

interface MomentProps {
  /** The instant, as RFC 3339 in UTC. */
  iso: string;
  /** Adds "3 days ago" beside the absolute time. */
  relative?: boolean;
  /** Within tables and menus, where a further stop for the keyboard would be a burden. */
  quiet?: boolean;
}

/** A time in the viewer's zone, with the zone named; UTC is one hover or one Tab away. */
export function Moment({ iso, relative = false, quiet = false }: MomentProps) {
  const text = (
    <>
      {inViewersZone(iso)}
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
    <TooltipTrigger closeDelay={0} delay={300}>
      <Focusable>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact UTC time must be reachable by keyboard */}
        <time className="rounded-sm" dateTime={iso} tabIndex={0}>
          {text}
        </time>
      </Focusable>
      <Tip>{inUtc(iso)}</Tip>
    </TooltipTrigger>
  );
}
