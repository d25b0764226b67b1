import type { Check } from "@/components/proof/evidence";
import { Envelope } from "@/graph-schema/envelope";
import { counted } from "@/lib/contract/amount";
import type { Breach } from "@/lib/log/findings";
import type { Judged } from "@/lib/tlog/bundle";
import type { JudgedDossier } from "@/lib/tlog/judge-dossier";
import type { VerifierKey } from "@/lib/tlog/note";
import type { Whole } from "./whole";

const MOST_SAID = 50;

function sayBreach({ kind, detail, entry }: Breach): string {
  return `  ${kind}${entry === undefined ? "" : ` (entry ${entry})`}: ${detail}`;
}

/** Was the graph compared with the log, was it left out, or is there none, as in a folder of log files? */
export type Graph = "compared" | "left out" | "not there";

const OF_GRAPH: Readonly<Record<Graph, string>> = {
  compared: "the stored graph is the one that the log makes, to the last property",
  "left out": "the graph was not compared (--replay does)",
  "not there": "every entry is signed by a key of the recorder that you pinned",
};

/** What a verification of a whole log came to, in lines. */
export function sayWhole({ origin, size, root, breaches, seconds, redacted = 0 }: Whole, graph: Graph): string[] {
  const looked = `${size.toLocaleString("en")} entries in ${seconds.toFixed(1)} s`;
  if (breaches.length > 0) {
    const rest = breaches.length - MOST_SAID;
    return [
      `INVALID: ${counted(breaches.length, "finding")} in ${looked}.`,
      ...breaches.slice(0, MOST_SAID).map(sayBreach),
      ...(rest > 0 ? [`  and ${rest} more (--json has them all)`] : []),
    ];
  }
  const gone = `  redacted: ${counted(redacted, "part")} were erased or taken by retention, as the record says; what they said is gone, the proofs hold`;
  return [`valid: ${looked}, log ${origin}`, `  root ${root}`, `  ${OF_GRAPH[graph]}`, ...(redacted > 0 ? [gone] : [])];
}

/** What the verdict on evidence rests on. */
const BY: Readonly<Record<"the reader" | "the app", string>> = {
  "the reader": "by the keys that you pinned",
  "the app": "by the keys that the app names; give those that you pinned by --trust FILE",
};

const PROVES_NOTHING =
  "UNVERIFIABLE: it holds together by the keys that it names itself, which proves nothing. Give yours by --trust FILE.";

const CALLER_ASIDE = "what the caller's key signed is not in here; `pedigree verify EVENT` asks the app for it";

/** Nothing where the event does not say that its caller signed it. */
function sayCaller(line: string, caller: Check | undefined): string[] {
  const key = Envelope.partial().safeParse(JSON.parse(line)).data?.signed?.key;
  if (key === undefined) {
    return [];
  }
  return [
    caller?.holds ? `  signed by the caller's key ${key}` : `  caller's key ${key}: ${caller?.more ?? CALLER_ASIDE}`,
  ];
}

function sayWitnesses(witnesses: readonly VerifierKey[]): string {
  return `  cosigned by ${witnesses.length > 0 ? witnesses.map(({ name }) => name).join(", ") : "no witness whose key was given"}`;
}

/** What evidence for one event shows by the keys of somebody, in lines. */
export function sayJudged(judged: Judged, keysOf: keyof typeof BY | "the bundle", caller?: Check): string[] {
  if (!judged.valid) {
    return [`INVALID: ${judged.why}`];
  }
  const { index, checkpoint, line, witnesses } = judged;
  return [
    ...(keysOf === "the bundle"
      ? [PROVES_NOTHING]
      : ["valid: the recorder signed the event, and the log holds it", `  ${BY[keysOf]}`]),
    `  entry ${index} of ${checkpoint.size}, log ${checkpoint.origin}`,
    sayWitnesses(witnesses),
    ...sayCaller(line, caller),
    `  ${line.trimEnd()}`,
  ];
}

/** What the evidence of a dossier shows by the keys of the reader, or by those that it names itself, in lines. */
export function sayDossier(judged: JudgedDossier, isPinned: boolean): string[] {
  if (!judged.valid) {
    return [`INVALID: ${judged.why}`];
  }
  const { about, checkpoint, witnesses, events, statements, documents } = judged;
  return [
    isPinned
      ? "valid: the recorder signed each event, the log holds each, and the files are those that it handed over"
      : PROVES_NOTHING,
    `  about ${about.type.replaceAll("_", " ")} ${about.id} of the project ${about.project}`,
    `  ${events} events, as of entry ${checkpoint.size} of the log ${checkpoint.origin}`,
    sayWitnesses(witnesses),
    ...(statements.length > 0 ? [`  signed by callers, as these events commit to: ${statements.join(", ")}`] : []),
    ...(documents.length > 0 ? [`  made from these events, and not proven here: ${documents.join(", ")}`] : []),
  ];
}
