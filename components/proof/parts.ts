import type { AuditEventReply } from "@/lib/contract/reply";
import { invalid, type Verdict } from "./evidence";

type Part = AuditEventReply["payloads"][number];

/** What the state of a part beside the log means for the proof. */
const MEANS: Readonly<Record<Part["state"], string>> = {
  open: "is readable. The note commits to its ciphertext, which the server compared before it decrypted; this browser was given the text alone.",
  hidden: "is not for you to see. The note commits to its ciphertext, so it cannot be exchanged unnoticed.",
  erased: "was erased: its key was destroyed. The note still proves that it stood there, not what it said.",
  damaged: "is damaged: what is stored is not what the note commits to.",
};

export function sayPart({ name, state }: Pick<Part, "name" | "state">): string {
  return `The part “${name}” ${MEANS[state]}`;
}

/** The verdict on an event whose own proof holds, in the light of the parts that are kept beside the log. */
export function judgeParts(parts: readonly Part[], proven: Verdict): Verdict {
  const damaged = parts.find(({ state }) => state === "damaged");
  if (damaged) {
    const check = { what: "The parts beside the log are those of the note", holds: false, more: sayPart(damaged) };
    return invalid([...proven.checks, check], proven.figures);
  }
  const erased = parts.filter(({ state }) => state === "erased");
  if (erased.length === 0) {
    return proven;
  }
  const names = erased.map(({ name }) => `“${name}”`).join(", ");
  const why = `The proof holds. ${erased.length === 1 ? "A part" : "Parts"} of the event, ${names}, ${
    erased.length === 1 ? "was" : "were"
  } erased: that it stood there is proven, what it said cannot be read any more.`;
  return { ...proven, name: "redacted", why };
}
