/** The checks of a gate that nobody sets aside, whatever the policy says: the record, the request, and that a policy fits. */
const FIXED: ReadonlySet<string> = new Set(["record", "request", "policy"]);

/** May the check `key` be set aside, where the policy says by whom? */
export function isOverridable(key: string): boolean {
  return !FIXED.has(key);
}
