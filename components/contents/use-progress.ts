import { useEffect, useRef, useState } from "react";
import type { Reached } from "@/lib/contract/progress";

const SHOWN_EVERY_MS = 250;

interface Counted {
  readonly total: number;
  readonly began: number;
  count: number;
  skipped: number;
}

function reached({ total, began, count, skipped }: Counted): Reached {
  const share = total === 0 ? 1 : Math.max(0, Math.min(1, count / total));
  return { count, share, skipped, seconds: (performance.now() - began) / 1_000 };
}

/** How far a task with many bytes has come, shown a few times a second whatever the number of steps. */
export function useProgress() {
  const counted = useRef<Counted>(null);
  const [shown, setShown] = useState<Reached | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setShown(counted.current ? reached(counted.current) : null), SHOWN_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return {
    shown,
    begin(total: number) {
      counted.current = { total, began: performance.now(), count: 0, skipped: 0 };
      setShown(null);
    },
    add(count: number) {
      if (counted.current) {
        counted.current.count += count;
      }
    },
    /** Counts what need not be done any more. */
    skip(count: number) {
      if (counted.current) {
        counted.current.count += count;
        counted.current.skipped += count;
      }
    },
  };
}
