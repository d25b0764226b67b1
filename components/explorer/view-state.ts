import {
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsStringLiteral,
  useQueryState,
  useQueryStates,
} from "nuqs";
import type { View } from "@/components/graph/view";
import { type Pulled, SIDES, type Step } from "@/components/graph/walk";
import { ARTIFACT_TYPES, ArtifactTypeName, type Ref, refKey, refOfKey } from "@/graph-schema/names";

/** "run/R678" → a reference, or null. */
function refOf(text: string): Ref | null {
  const at = text.indexOf("/");
  const type = ArtifactTypeName.safeParse(text.slice(0, at));
  const id = text.slice(at + 1);
  return type.success && id !== "" ? { type: type.data, id } : null;
}

function refText(key: string): string {
  const { type, id } = refOfKey(key);
  return `${type}/${id}`;
}

const parseAsKey = createParser<string>({
  parse(text) {
    const ref = refOf(text);
    return ref && refKey(ref);
  },
  serialize: refText,
});

const parseAsStep = createParser<Step>({
  parse(text) {
    const side = SIDES.find((each) => text.startsWith(`${each}/`));
    const ref = side && refOf(text.slice(side.length + 1));
    return side && ref ? { side, key: refKey(ref) } : null;
  },
  serialize: ({ side, key }) => `${side}/${refText(key)}`,
  eq: (a, b) => a.side === b.side && a.key === b.key,
});

/** An id has no line breaks, so one may stand between the two. */
const parseAsPulled = createParser<Pulled>({
  parse(text) {
    const [stepText = "", keyText = ""] = text.split("\n");
    const step = parseAsStep.parse(stepText);
    const key = parseAsKey.parse(keyText);
    return step && key ? { step, key } : null;
  },
  serialize: ({ step, key }) => `${parseAsStep.serialize(step)}\n${refText(key)}`,
  eq: (a, b) => a.key === b.key && a.step.side === b.step.side && a.step.key === b.step.key,
});

const VIEW = {
  steps: parseAsArrayOf(parseAsStep).withDefault([]),
  closed: parseAsArrayOf(parseAsStringLiteral(SIDES)).withDefault([]),
  pulled: parseAsArrayOf(parseAsPulled).withDefault([]),
  hidden: parseAsArrayOf(parseAsStringLiteral(ARTIFACT_TYPES)).withDefault([]),
};
const NAMES = { steps: "x", closed: "fold", pulled: "out", hidden: "hide" } as const;

/** What is expanded, folded, taken out and hidden, as the address says it. The browser's Back undoes a change. */
export function useView(): [View, (view: View) => void] {
  const [view, setView] = useQueryStates(VIEW, { urlKeys: NAMES, history: "push" });
  function set({ steps, closed, pulled, hidden }: View) {
    void setView({ steps: [...steps], closed: [...closed], pulled: [...pulled], hidden: [...hidden] });
  }
  return [view, set];
}

/** The focuses before this one, oldest first. */
export function useHistory() {
  return useQueryState("from", parseAsArrayOf(parseAsKey).withDefault([]));
}

/** The artifact whose path to the focus is held highlighted. */
export function usePinnedPath() {
  return useQueryState("path", parseAsKey);
}

/** The cluster whose list is open: the box and side that brought it, and the kind of its members. */
export function useOpenCluster() {
  return useQueryState("card");
}

const SHAPES = ["graph", "table"] as const;
export type Shape = (typeof SHAPES)[number];

const parseAsShape = parseAsStringLiteral(SHAPES).withDefault("graph");

/** Drawing or table. */
export function useShape() {
  return useQueryState("as", parseAsShape);
}

const MOST_HISTORY = 8;

const serializeFocus = createSerializer({ from: parseAsArrayOf(parseAsKey), as: parseAsShape });

/** The query of another focus's address, in the same shape; `history` is what people came through to it. */
export function refocusQuery(shape: Shape, history: readonly string[]): string {
  return serializeFocus({ from: history.length > 0 ? history.slice(-MOST_HISTORY) : null, as: shape });
}
