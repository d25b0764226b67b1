"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button";

const TELL_AFTER_S = 1;
const CANCEL_AFTER_S = 3;

function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - started) / 1_000)), 250);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}

/** Goes back to where one came from. What was asked for may be on record all the same. */
function leave(): void {
  if (window.history.length > 1) {
    window.history.back();
  } else {
    window.location.assign("/");
  }
}

interface WaitingProps {
  /** What is being read, as in "Reading the lineage of churn:v2". */
  what: string;
  /** False in a panel, which has its own way out. */
  canLeave?: boolean;
  /** Bars in the layout of what will stand here. */
  children: ReactNode;
}

/** The layout to come after 150 ms, the seconds after one, a way out after three. */
export function Waiting({ what, canLeave = true, children }: WaitingProps) {
  const seconds = useSeconds();
  return (
    <div aria-busy="true" className="appear-late relative min-h-0 grow">
      <div aria-hidden="true" className="pulse">
        {children}
      </div>
      <p
        className="absolute top-3 right-4 left-4 flex justify-end items-center gap-3 text-xs text-ink-soft"
        role="status"
      >
        <span className={seconds < TELL_AFTER_S ? "sr-only" : "min-w-0 break-words"}>
          {what} … {seconds >= TELL_AFTER_S ? `${seconds} s` : ""}
        </span>
        {canLeave && seconds >= CANCEL_AFTER_S ? (
          <Button onPress={leave} size="small">
            Stop waiting
          </Button>
        ) : null}
      </p>
    </div>
  );
}

/** One bar of a skeleton; give it the size of what it stands for. */
export function Bar({ className = "h-4 w-40" }: { className?: string }) {
  return <span className={`block rounded-sm bg-raised ${className}`} />;
}

/** The skeleton of a table. */
export function TableBars({ rows = 8 }: { rows?: number }) {
  return (
    <div className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <div className="flex h-8 items-center gap-6 border-b border-line px-4" key={row}>
          <Bar className="h-3 w-36" />
          <Bar className="h-3 w-24" />
          <Bar className="h-3 w-52" />
        </div>
      ))}
    </div>
  );
}

/** The skeleton of a page about one thing: its name, a line, and what follows. */
export function PageBars() {
  return (
    <div className="flex flex-col gap-3 p-4">
      <Bar className="h-6 w-1/2" />
      <Bar className="h-4 w-1/3" />
      <Bar className="h-40 w-full" />
    </div>
  );
}
