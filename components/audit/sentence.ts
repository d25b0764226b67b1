import { kindTitle } from "@/components/kind/kind";
import type { Ref } from "@/graph-schema/names";

/** What an action says of its subject, in the past tense. */
const VERBS: Readonly<Record<string, string>> = {
  record: "recorded",
  start: "started",
  finish: "finished",
  register: "registered",
  attest: "attested",
  observe: "observed",
  predict: "predicted",
  request_promotion: "asked to promote",
  withdraw: "withdrew",
  approve: "approved",
  reject: "rejected",
  promote: "promoted",
  override: "overrode a check of",
  deploy: "deployed",
  rollback: "rolled back",
  retire: "retired",
  grant_access: "granted access",
  revoke_access: "revoked access",
  view: "looked at",
  search: "searched",
  walk: "walked from",
  trace: "traced",
  download: "downloaded",
  export: "exported",
  verify: "verified",
  enrol: "enrolled an account",
  sign_in: "signed in",
  sign_in_failed: "failed to sign in",
  sign_out: "signed out",
  denied: "was denied",
  create_project: "created a project",
  refuse: "sent something that was refused",
  probe: "probed the guard",
  heartbeat: "gave a sign of life",
  erase: "erased",
  retain: "let retention take",
};

/** "approved": what an action says in a sentence. */
export function verb(action: string): string {
  return VERBS[action] ?? action.replaceAll("_", " ");
}

/** "model version churn:v2". */
export function subjectText(subject: Ref): string {
  return `${kindTitle(subject.type).toLowerCase()} ${subject.id}`;
}
