import { useCallback, useEffect, useRef, useState } from "react";
import { anchorOf, isPlaced } from "@/components/graph/anchor";
import type { Drawing } from "@/components/graph/drawing";
import { type Positions, settle } from "@/components/graph/placing";
import { layOut } from "./layout-engine";

const NOWHERE: Positions = new Map();

interface Placing {
  readonly positions: Positions;
  /** Lays everything out anew, for a reader who prefers order to stillness. */
  readonly tidy: () => void;
  readonly error: unknown;
}

/** The place of each box. What has a place keeps it; what is new is settled around the box that brought it. */
export function usePositions(drawing: Drawing | null): Placing {
  const placed = useRef<Positions>(NOWHERE);
  const [positions, setPositions] = useState<Positions>(NOWHERE);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    // Named so that a new round lays out again although the drawing is the same.
    void round;
    if (!drawing || (placed.current.size > 0 && isPlaced(drawing, placed.current))) {
      return;
    }
    let isLate = false;
    layOut(drawing).then(
      (laid) => {
        if (!isLate) {
          const before = placed.current;
          placed.current = before.size === 0 ? laid : settle(drawing, before, laid, anchorOf(drawing, before));
          setPositions(placed.current);
        }
      },
      (cause: unknown) => {
        if (!isLate) {
          setError(cause);
        }
      },
    );
    return () => {
      isLate = true;
    };
  }, [drawing, round]);

  const tidy = useCallback(() => {
    placed.current = NOWHERE;
    setRound((before) => before + 1);
  }, []);
  return { positions, tidy, error };
}
