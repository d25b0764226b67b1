import type { Core, ElementDefinition } from "cytoscape";
import { useEffect, useRef } from "react";
import { difference, type Element } from "@/components/graph/elements";

/** Added in one frame; a larger drawing is handed over in parts so that the page keeps answering. */
const PART = 48;

function definition(element: Element): ElementDefinition {
  return { ...element, data: { ...element.data }, position: element.position && { ...element.position } };
}

function change(core: Core, element: Element): void {
  const drawn = core.getElementById(String(element.data.id));
  drawn.data({ ...element.data });
  drawn.classes(element.classes);
  if (element.position) {
    drawn.position({ ...element.position });
  }
}

/** Brings the canvas from what it shows to `elements`, by the difference only. Calls `onDrawn` once all of it is there. */
export function useElements(core: Core | null, elements: readonly Element[], onDrawn: (core: Core) => void): void {
  const shown = useRef<readonly Element[]>([]);
  const tell = useRef(onDrawn);
  useEffect(() => {
    tell.current = onDrawn;
  }, [onDrawn]);

  useEffect(() => {
    if (!core) {
      shown.current = [];
      return;
    }
    const { added, changed, removed } = difference(shown.current, elements);
    core.batch(() => {
      for (const id of removed) {
        core.getElementById(id).remove();
      }
      for (const element of changed) {
        change(core, element);
      }
    });
    // Boxes come before lines in `elements`, so that the ends of each line are there when it is added.
    let frame = 0;
    function addFrom(at: number) {
      core?.add(added.slice(at, at + PART).map(definition));
      if (at + PART < added.length) {
        frame = requestAnimationFrame(() => addFrom(at + PART));
        return;
      }
      frame = 0;
      if (core && elements.length > 0) {
        tell.current(core);
      }
    }
    addFrom(0);
    shown.current = elements;
    return () => {
      if (frame !== 0) {
        cancelAnimationFrame(frame);
        // Interrupted half-way: what is really there decides what the next round adds.
        shown.current = elements.filter(({ data }) => core.getElementById(String(data.id)).nonempty());
      }
    };
  }, [core, elements]);
}

/** Marks `keys` on the canvas with `name`, and nothing else. */
export function useMark(
  core: Core | null,
  name: string,
  keys: ReadonlySet<string>,
  elements: readonly Element[],
): void {
  useEffect(() => {
    // Elements that came later have to be marked too.
    void elements;
    if (!core) {
      return;
    }
    core.batch(() => {
      core.elements(`.${name}`).removeClass(name);
      for (const key of keys) {
        core.getElementById(key).addClass(name);
      }
    });
  }, [core, name, keys, elements]);
}
