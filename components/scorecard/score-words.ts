import type { Score } from "@/lib/contract/scorecard";

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
