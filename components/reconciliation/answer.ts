import { bytesText } from "@/components/ui/amounts";
import { counted } from "@/lib/contract/amount";
import { DISCREPANCY_KINDS, type DiscrepancyKind, type RunReply, type RunRow } from "@/lib/contract/reconciliation";

/** How many differences of all kinds a run counted. */
export function differences({ counts }: Pick<RunRow, "counts">): number {
  return DISCREPANCY_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
}

/** How long a run took, from its first beginning, in ms. */
export function tookMs({ beganAt, endedAt }: Pick<RunRow, "beganAt" | "endedAt">): number {
  return Date.parse(endedAt) - Date.parse(beganAt);
}

/** What a run found, first of all whether anything is lost. */
export function foundSentence(run: Pick<RunRow, "counts" | "losses">): string {
  const others = differences(run) - run.losses;
  if (run.losses + others === 0) {
    return "The store held what the record says, and nothing else.";
  }
  const lost =
    run.losses === 0
      ? "Nothing that is recorded was lost"
      : `${counted(run.losses, "recorded blob")} could not be had as recorded`;
  return others === 0 ? `${lost}.` : `${lost}; ${counted(others, "other difference")} between store and record.`;
}

/** What a run looked at. */
export function lookedSentence({ blobs, registered, read, readBytes, mode }: RunRow): string {
  const how = mode === "full" ? "every one was to be read" : "those that were new or due were read";
  return `${counted(blobs, "blob")} in the store, ${registered.toLocaleString("en")} recorded; ${how}: ${read.toLocaleString("en")} (${bytesText(readBytes)}).`;
}

/** How a run differs from the one before. */
export function changeSentence({ previous, discrepancies, gone, unread }: RunReply): string {
  if (!previous) {
    return "There is no run before it to compare with.";
  }
  const standing = (name: string) => discrepancies.filter((each) => each.standing === name).length;
  const parts = [
    `${standing("new")} new`,
    `${standing("still")} still there`,
    `${standing("acknowledged")} acknowledged`,
    `${gone.length} gone`,
    ...(unread.length > 0 ? [`${unread.length} not read again`] : []),
  ];
  return `Compared with the run before: ${parts.join(", ")}.`;
}

interface Bar {
  readonly id: string;
  readonly count: number;
  /** Between 0 and 1, of the most of its kind. */
  readonly share: number;
}

interface Trend {
  readonly kind: DiscrepancyKind;
  readonly most: number;
  readonly last: number;
  /** One for each run, the oldest first. */
  readonly bars: readonly Bar[];
}

/** Each kind that any of these runs counted, over time; `runs` are newest first. */
export function trendsOf(runs: readonly Pick<RunRow, "id" | "counts">[]): Trend[] {
  const inTime = runs.toReversed();
  return DISCREPANCY_KINDS.flatMap((kind) => {
    const most = Math.max(0, ...inTime.map(({ counts }) => counts[kind]));
    const bars = inTime.map(({ id, counts }) => ({ id, count: counts[kind], share: counts[kind] / Math.max(1, most) }));
    return most > 0 ? [{ kind, most, last: bars.at(-1)?.count ?? 0, bars }] : [];
  });
}
