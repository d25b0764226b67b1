import { useCallback, useEffect, useRef, useState } from "react";
import { anchorOf, isPlaced } from "@/components/graph/anchor";
import type { Drawing } from "@/components/graph/drawing";
import { type Positions, settle } from "@/components/graph/placing";
import { layOut } from "./layout-engine";

const NOWHERE: Positions = new Map();
/** The first layout waits so long for expansions that the address names, so that they are laid out together. */
const PATIENCE_MS = 500;

interface Placing {
  readonly positions: Positions;
  /** Lays everything out anew, for a reader who prefers order to stillness. */
  readonly tidy: () => void;
  readonly error: unknown;
}

/**
 * The place of each box. What has a place keeps it; what is new is settled around the box that brought it. One layout
 * runs at a time: what arrives meanwhile is laid out together afterwards.
 */
export function usePositions(drawing: Drawing, isArriving: boolean): Placing {
  const placed = useRef<Positions>(NOWHERE);
  const wanted = useRef(drawing);
  const isBusy = useRef(false);
  const [positions, setPositions] = useState<Positions>(NOWHERE);
  const [error, setError] = useState<unknown>(null);

  const place = useCallback(async () => {
    if (isBusy.current) {
      return;
    }
    isBusy.current = true;
    try {
      while (placed.current.size === 0 || !isPlaced(wanted.current, placed.current)) {
        const now = wanted.current;
        const laid = await layOut(now);
        const before = placed.current;
        placed.current = before.size === 0 ? laid : settle(now, before, laid, anchorOf(now, before));
        setPositions(placed.current);
      }
    } catch (cause) {
      setError(cause);
    } finally {
      isBusy.current = false;
    }
  }, []);

  useEffect(() => {
    wanted.current = drawing;
    const isFirst = placed.current.size === 0 && !isBusy.current;
    const timer = setTimeout(place, isFirst && isArriving ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [drawing, isArriving, place]);

  const tidy = useCallback(() => {
    placed.current = NOWHERE;
    void place();
  }, [place]);
  return { positions, tidy, error };
}
