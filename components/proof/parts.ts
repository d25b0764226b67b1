import type { AuditEventReply } from "@/lib/contract/reply";
import { type Check, invalid, type Verdict } from "./evidence";

type Part = AuditEventReply["payloads"][number];

/** What the state of a part beside the log means for the proof. */
const MEANS: Readonly<Record<Part["state"], string>> = {
  open: "Readable. The server compared its ciphertext with the note before it decrypted it; this browser was given the text alone.",
  hidden: "Not for you to see. The note commits to its ciphertext, so it cannot be exchanged unnoticed.",
  erased: "Erased, or gone by its retention window. That it stood there is proven, not what it said.",
  damaged: "Damaged: what is stored is not what the note commits to.",
};

function checkPart({ name, state }: Part): Check {
  return { what: `The part “${name}”`, holds: state === "damaged" ? false : null, more: MEANS[state] };
}

/** The verdict on an event whose own proof holds, in the light of the parts that are kept beside the log. */
export function judgeParts(parts: readonly Part[], proven: Verdict): Verdict {
  const checks = [...proven.checks, ...parts.map(checkPart)];
  const damaged = parts.find(({ state }) => state === "damaged");
  if (damaged) {
    return { ...invalid(checks, proven.figures), why: `The part “${damaged.name}” is damaged. The rest is proven.` };
  }
  const erased = parts.filter(({ state }) => state === "erased");
  if (erased.length === 0) {
    return { ...proven, checks };
  }
  const names = erased.map(({ name }) => `“${name}”`).join(", ");
  const were = erased.length === 1 ? "part was" : "parts were";
  const why = `The proof holds, and a part of the event can no longer be read: the ${were} erased (${names}). That it stood there is proven, not what it said.`;
  return { ...proven, name: "redacted", why, checks };
}
