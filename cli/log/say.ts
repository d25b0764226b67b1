import type { Breach } from "@/lib/log/findings";
import type { Judged } from "@/lib/tlog/bundle";
import type { Whole } from "./whole";

const MOST_SAID = 50;

function sayBreach({ kind, detail, entry }: Breach): string {
  return `  ${kind}${entry === undefined ? "" : ` (entry ${entry})`}: ${detail}`;
}

/** What a verification of a whole log came to, in lines. */
export function sayWhole({ origin, size, root, breaches, seconds }: Whole, isReplayed: boolean): string[] {
  const looked = `${size.toLocaleString("en")} entries in ${seconds.toFixed(1)} s`;
  if (breaches.length > 0) {
    const rest = breaches.length - MOST_SAID;
    return [
      `INVALID: ${breaches.length} finding${breaches.length === 1 ? "" : "s"} in ${looked}.`,
      ...breaches.slice(0, MOST_SAID).map(sayBreach),
      ...(rest > 0 ? [`  and ${rest} more (--json has them all)`] : []),
    ];
  }
  return [
    `valid: ${looked}, log ${origin}`,
    `  root ${root}`,
    isReplayed
      ? "  the stored graph is the one that the log makes, to the last property"
      : "  the graph was not compared (--replay does)",
  ];
}

/** What evidence for one event shows, in lines. */
export function sayJudged(judged: Judged, isPinned: boolean): string[] {
  if (!judged.valid) {
    return [`INVALID: ${judged.why}`];
  }
  const { index, checkpoint, line, witnesses } = judged;
  return [
    isPinned
      ? "valid: the recorder signed the event, and the log holds it"
      : "UNVERIFIABLE: it holds together by the keys that it names itself, which proves nothing. Give yours by --trust FILE.",
    `  entry ${index} of ${checkpoint.size}, log ${checkpoint.origin}`,
    `  cosigned by ${witnesses.length > 0 ? witnesses.map(({ name }) => name).join(", ") : "no witness that you pinned"}`,
    `  ${line.trimEnd()}`,
  ];
}
