"use client";

import { useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { TellingText } from "@/components/ui/copyable";
import { Moment } from "@/components/ui/moment";
import type { AsOf } from "@/lib/contract/reply";

const PLACE = "as-of";

/** Where in the header a page says as of when it speaks. */
export function AsOfPlace() {
  return <div className="min-w-0 shrink" id={PLACE} />;
}

function noChange(): () => void {
  return () => {};
}

interface AsOfLineProps {
  asOf: AsOf | undefined;
  /** The time that the page was asked to speak of, when that is not now. */
  then?: string | null;
}

/** Says in the header as of which log position and time the page's data speaks. */
export function AsOfLine({ asOf, then = null }: AsOfLineProps) {
  const place = useSyncExternalStore(
    noChange,
    () => document.getElementById(PLACE),
    () => null,
  );
  if (!place || !asOf) {
    return null;
  }
  const position = asOf.position === null ? "not yet in the log" : `log position ${asOf.position.toLocaleString("en")}`;
  return createPortal(
    <div
      className="flex min-w-0 items-center gap-2 text-xs whitespace-nowrap text-ink-soft data-then:text-accent-text"
      data-then={then ? "" : undefined}
    >
      {then ? <span className="rounded-sm bg-accent px-1.5 py-0.5 font-semibold text-accent-ink">Not now</span> : null}
      <span className="max-sm:sr-only">{then ? "state at" : "as of"}</span>
      <Moment iso={then ?? asOf.at} />
      <span className="truncate max-lg:sr-only">
        <TellingText
          copies={String(asOf.stamp)}
          tip={
            <>
              stamp <span className="font-mono">{asOf.stamp}</span>
              <br />
              {asOf.pendingCount === 0
                ? "every recorded event is in the log"
                : `${asOf.pendingCount.toLocaleString("en")} events are recorded and wait for their place in the log`}
            </>
          }
        >
          · {position}
          {asOf.pendingCount > 0 ? ` · ${asOf.pendingCount.toLocaleString("en")} pending` : ""}
        </TellingText>
      </span>
    </div>,
    place,
  );
}
