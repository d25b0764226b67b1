"use client";

import { createPortal } from "react-dom";
import { TellingText } from "@/components/ui/copyable";
import { Moment } from "@/components/ui/moment";
import { inViewersZone } from "@/components/ui/moment-text";
import { sharedValue } from "@/components/ui/shared-value";
import { amount } from "@/lib/contract/amount";
import type { AsOf } from "@/lib/contract/reply";

/** The page may have its data before the header has taken over what the server rendered, in which nothing may stand then. */
const { set: settlePlace, useValue: usePlace } = sharedValue<HTMLElement | null>(null);

/** Where in the header a page says as of when it speaks; on narrow screens a line of its own. */
export function AsOfPlace() {
  return (
    <div
      className="ml-auto min-w-0 shrink max-md:order-last max-md:ml-0 max-md:basis-full max-md:empty:hidden"
      ref={settlePlace}
    />
  );
}

interface AsOfLineProps {
  asOf: AsOf | undefined;
  /** The time that the page was asked to speak of, when that is not now. */
  then?: string | null;
}

/** How many events are recorded and not in the log yet, and for how long that is so; nothing where all are. */
function Pending({ asOf: { pendingCount, unpublishedSince } }: { asOf: AsOf }) {
  if (pendingCount === 0) {
    return null;
  }
  return (
    <>
      {" "}
      · {amount(pendingCount)} pending{" "}
      {unpublishedSince === undefined ? (
        <span className="max-md:hidden">(waits for its place, about a second)</span>
      ) : (
        <span className="text-warn">(nothing published since {inViewersZone(unpublishedSince)})</span>
      )}
    </>
  );
}

function pendingTip({ pendingCount, unpublishedSince }: AsOf): string {
  if (pendingCount === 0) {
    return "every recorded event is in the log";
  }
  const why =
    unpublishedSince === undefined
      ? "each waits about a second for its place"
      : "but nothing was published for longer than that takes: tell an operator";
  return `recorded and not in the log yet: ${amount(pendingCount)}, ${why}`;
}

/** Says in the header as of which log position and time the page's data speaks. */
export function AsOfLine({ asOf, then = null }: AsOfLineProps) {
  const header = usePlace();
  if (!header || !asOf) {
    return null;
  }
  const position = asOf.position === null ? "not in the log yet" : `log position ${asOf.position.toLocaleString("en")}`;
  return createPortal(
    <div
      className="flex min-w-0 items-center gap-x-2 text-xs whitespace-nowrap text-ink-soft data-then:text-accent-text max-md:flex-wrap"
      data-then={then ? "" : undefined}
    >
      {then ? <span className="rounded-sm bg-accent px-1.5 py-0.5 font-semibold text-accent-ink">Not now</span> : null}
      <span>{then ? "state at" : "as of"}</span>
      <Moment iso={then ?? asOf.at} />
      <span className="min-w-0">
        <TellingText
          className="block max-w-full md:truncate"
          copies={String(asOf.stamp)}
          tip={
            <>
              stamp <span className="font-mono">{asOf.stamp}</span>
              <br />
              {pendingTip(asOf)}
            </>
          }
        >
          <span className="max-md:hidden">· </span>
          {position}
          <Pending asOf={asOf} />
        </TellingText>
      </span>
    </div>,
    header,
  );
}
