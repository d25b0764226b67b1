import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** How wide an element is, in CSS pixels; without limit until that is known. */
export function useRoom<Box extends HTMLElement>(): [RefObject<Box | null>, number] {
  const box = useRef<Box>(null);
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    if (!box.current) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => entry && setRoom(entry.contentRect.width));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, room];
}
