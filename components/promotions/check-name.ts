const NAMES: Readonly<Record<string, string>> = {
  record: "Record is whole",
  request: "Request stands",
  policy: "Policy applies",
  approvals: "Approvals",
  warnings: "Warnings are dealt with",
  freeze: "No freeze",
};

/** What a check of the gate is called; `key` as the gate names it. */
export function checkName(key: string): string {
  const [kind, claim] = key.split(":");
  return claim === undefined ? (NAMES[key] ?? key) : `${claim.replaceAll("_", " ")} ${kind}`;
}
