import { type ActionName, action } from "./actions";
import type { RetentionClass } from "./privacy";

/** Where somebody came from when they signed in or were sent away, and what was wrong with what they sent. */
const ACCESS: ReadonlySet<ActionName> = new Set<ActionName>([
  "sign_in",
  "sign_in_failed",
  "sign_out",
  "end_sessions",
  "denied",
  "refuse",
]);

/**
 * How long a part of an event by `name` is kept, by class. Undefined for what is kept until its person is erased: the names
 * of an account, and what shows whose key a key is.
 */
export function retentionClass(name: ActionName): RetentionClass | undefined {
  const { family } = action(name);
  if (name === "export") {
    return "dossiers";
  }
  if (name === "quarantine") {
    return "quarantine";
  }
  if (ACCESS.has(name)) {
    return "access";
  }
  if (family === "look") {
    return "looks";
  }
  if (family === "decision" || family === "privacy") {
    return "decisions";
  }
  return family === "account" ? undefined : "records";
}
