import type { Treatment } from "@/lib/contract/personal";

/** What becomes of personal data in facts, in words. */
export const PERMANENT_WORDS: Readonly<Record<Treatment["permanent"], string>> = {
  refuse: "the event is refused",
  redact: "it is taken out",
  quarantine: "the event waits for an officer",
};

/** What becomes of it in what is kept encrypted, in words. */
export const ENCRYPTED_WORDS: Readonly<Record<Treatment["encrypted"], string>> = {
  refuse: "the event is refused",
  redact: "it is taken out",
  quarantine: "the event waits for an officer",
  keep: "it is kept",
};
