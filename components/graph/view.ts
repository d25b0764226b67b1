import type { ArtifactType, Ref } from "@/graph-schema/names";
import { type Arrived, gather, type Opened, type Pulled, type Step, stepKey } from "./walk";

/** What of the drawing the address says, besides the focus. */
export interface View extends Opened {
  /** Kinds that the legend has switched off. */
  readonly hidden: readonly ArtifactType[];
}

export type ViewAction =
  | { readonly do: "expand"; readonly step: Step }
  | { readonly do: "collapse"; readonly step: Step }
  | { readonly do: "pull"; readonly pulled: Pulled }
  | { readonly do: "put back"; readonly key: string }
  | { readonly do: "toggle kind"; readonly type: ArtifactType };

function isSame(a: Step, b: Step): boolean {
  return stepKey(a) === stepKey(b);
}

function without<Item>(items: readonly Item[], item: Item): Item[] {
  return items.filter((other) => other !== item);
}

function expand(view: View, focusKey: string, step: Step): View {
  if (step.key === focusKey) {
    return { ...view, closed: without(view.closed, step.side) };
  }
  return view.steps.some((open) => isSame(open, step)) ? view : { ...view, steps: [...view.steps, step] };
}

/** Undoes one expansion, and with it those that hung on what it had brought. */
function collapse(view: View, focus: Ref, focusKey: string, step: Step, arrived: Arrived): View {
  const closed = step.key === focusKey && !view.closed.includes(step.side) ? [...view.closed, step.side] : view.closed;
  const steps = view.steps.filter((open) => !isSame(open, step));
  const left = { steps, closed, pulled: view.pulled.filter((each) => !isSame(each.step, step)) };
  const { nodes } = gather(focus, left, arrived);
  return {
    ...view,
    closed,
    steps: steps.filter((open) => nodes.has(open.key)),
    pulled: left.pulled.filter((each) => nodes.has(each.step.key)),
  };
}

/** The view after one action. Expansions that have not arrived yet are kept. */
export function changeView(view: View, action: ViewAction, focus: Ref, focusKey: string, arrived: Arrived): View {
  switch (action.do) {
    case "expand":
      return expand(view, focusKey, action.step);
    case "collapse":
      return collapse(view, focus, focusKey, action.step, arrived);
    case "pull":
      return { ...view, pulled: [...view.pulled.filter(({ key }) => key !== action.pulled.key), action.pulled] };
    case "put back":
      return { ...view, pulled: view.pulled.filter(({ key }) => key !== action.key) };
    case "toggle kind":
      return view.hidden.includes(action.type)
        ? { ...view, hidden: without(view.hidden, action.type) }
        : { ...view, hidden: [...view.hidden, action.type] };
  }
}
