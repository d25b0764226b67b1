import type { Score } from "@/lib/contract/scorecard";

/** What each check asks, for people. */
export const QUESTIONS: Readonly<Record<Score["check"], string>> = {
  data: "Is the data known that it was trained on?",
  code: "Is the code known that made it?",
  artifacts: "Are its bytes kept and verified?",
  environment: "Can its environment be rebuilt?",
  approvals: "Did people approve it?",
  attestations: "Is attested what the policy wants?",
  fairness: "Did it undergo a fairness evaluation?",
  privacy: "Was personal data searched for?",
  log: "Is the record itself in order?",
};

/** The heading of the column of a check. */
export const NAMES: Readonly<Record<Score["check"], string>> = {
  data: "Data",
  code: "Code",
  artifacts: "Bytes",
  environment: "Environ.",
  approvals: "Approvals",
  attestations: "Attested",
  fairness: "Fairness",
  privacy: "Privacy",
  log: "Record",
};

export const STATES: Readonly<Record<Score["state"], { name: "verified" | "broken" | "unknown"; says: string }>> = {
  met: { name: "verified", says: "Yes" },
  unmet: { name: "broken", says: "No" },
  unknown: { name: "unknown", says: "Unknown" },
};
