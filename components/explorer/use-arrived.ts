import type { View } from "@/components/graph/view";
import { type Arrived, type Side, stepKey } from "@/components/graph/walk";
import { type Ref, refKey, refOfKey } from "@/graph-schema/names";
import { type Hop, useHops, useRetryHops } from "@/lib/client/lineage";
import type { LineageReply } from "@/lib/contract/reply";

interface Arriving {
  readonly arrived: Arrived;
  /** {@link stepKey} of expansions, and keys of pulled artifacts, whose answer is still on its way. */
  readonly pending: ReadonlySet<string>;
  readonly focusError: unknown;
  readonly otherError: unknown;
  readonly retry: () => void;
}

const OPPOSITE: Readonly<Record<Side, Side>> = { upstream: "downstream", downstream: "upstream" };

interface Wanted extends Hop {
  /** What the answer is for: "focus", an expansion's key, or a pulled artifact's. */
  readonly name: string;
}

function wantedBy(focus: Ref, view: View): Wanted[] {
  return [
    { name: "focus", ref: focus, direction: "both" },
    ...view.steps.map((step): Wanted => ({ name: stepKey(step), ref: refOfKey(step.key), direction: step.side })),
  ];
}

/** Pulled artifacts that the answer to their card's expansion does not hold. Unknown, thus none, until it is here. */
function wantedAlone(focusKey: string, view: View, hops: ReadonlyMap<string, LineageReply>): Wanted[] {
  return view.pulled.flatMap(({ key, step }): Wanted[] => {
    const reply = hops.get(step.key === focusKey ? "focus" : stepKey(step));
    const isAbsent = reply !== undefined && !reply.nodes.some((node) => refKey(node) === key);
    return isAbsent ? [{ name: key, ref: refOfKey(key), direction: OPPOSITE[step.side] }] : [];
  });
}

function byName(wanted: readonly Wanted[], replies: readonly (LineageReply | undefined)[]): Map<string, LineageReply> {
  return new Map(
    wanted.flatMap(({ name }, at) => {
      const reply = replies[at];
      return reply ? [[name, reply] as const] : [];
    }),
  );
}

function pendingOf(
  wanted: readonly Wanted[],
  hops: ReadonlyMap<string, LineageReply>,
  errors: readonly (Error | null)[],
): string[] {
  return wanted.filter(({ name }, at) => !hops.has(name) && !errors[at]).map(({ name }) => name);
}

/** Fetches one hop around the focus, around each expansion, and around pulled artifacts that came with neither. */
export function useArrived(project: string, focus: Ref, view: View): Arriving {
  const wanted = wantedBy(focus, view);
  const answers = useHops(project, wanted);
  const hops = byName(wanted, answers.replies);
  const wantedToo = wantedAlone(refKey(focus), view, hops);
  const answersToo = useHops(project, wantedToo);
  const alone = byName(wantedToo, answersToo.replies);
  const retry = useRetryHops();
  const [focusError = null, ...others] = answers.errors;
  return {
    arrived: { focus: hops.get("focus"), steps: hops, alone },
    pending: new Set([...pendingOf(wanted, hops, answers.errors), ...pendingOf(wantedToo, alone, answersToo.errors)]),
    focusError,
    otherError: [...others, ...answersToo.errors].find((error) => error !== null) ?? null,
    retry,
  };
}
