import { kindTitle } from "@/components/kind/kind";
import type { Ref } from "@/graph-schema/names";

/** What an action says of its subject: done, and tried. */
const VERBS: Readonly<Record<string, readonly [done: string, tried: string]>> = {
  record: ["recorded", "record"],
  start: ["started", "start"],
  finish: ["finished", "finish"],
  register: ["registered", "register"],
  attest: ["attested", "attest"],
  observe: ["observed", "observe"],
  predict: ["predicted", "predict"],
  reproduce: ["ran again", "run again"],
  request_promotion: ["asked to promote", "ask to promote"],
  withdraw: ["withdrew", "withdraw"],
  expire: ["let expire", "let expire"],
  comment: ["commented on", "comment on"],
  publish_policy: ["published", "publish"],
  approve: ["approved", "approve"],
  reject: ["rejected", "reject"],
  promote: ["promoted", "promote"],
  override: ["overrode a check of", "override a check of"],
  deploy: ["deployed", "deploy"],
  rollback: ["rolled back", "roll back"],
  retire: ["retired", "retire"],
  grant_access: ["granted access", "grant access"],
  revoke_access: ["revoked access", "revoke access"],
  open_incident: ["opened", "open"],
  note: ["wrote a note on", "write a note on"],
  find_cause: ["accepted a cause of", "accept a cause of"],
  correct: ["recorded a corrective action for", "record a corrective action for"],
  close_incident: ["closed", "close"],
  view: ["looked at", "look at"],
  search: ["searched", "search"],
  walk: ["walked from", "walk from"],
  trace: ["traced", "trace"],
  download: ["downloaded", "download"],
  export: ["exported", "export"],
  verify: ["verified", "verify"],
  upload: ["uploaded bytes", "upload bytes"],
  attach: ["attached bytes to", "attach bytes to"],
  check_fixity: ["verified the bytes of", "verify the bytes of"],
  register_key: ["registered a key of a caller", "register a key of a caller"],
  replace_key: ["replaced a key of a caller", "replace a key of a caller"],
  revoke_key: ["revoked a key of a caller", "revoke a key of a caller"],
  enrol: ["enrolled an account", "enrol an account"],
  sign_in: ["signed in", "sign in"],
  sign_out: ["signed out", "sign out"],
  end_sessions: ["ended sessions that are over at the provider", "end sessions as a provider"],
  alert: ["raised the finding", "raise the finding"],
  resolve: ["resolved the finding", "resolve the finding"],
  acknowledge: ["acknowledged", "acknowledge"],
  notify: ["sent an alert about", "send an alert about"],
  reconcile: ["compared the store with the record", "compare the store with the record"],
  request_reconciliation: ["asked for a reconciliation", "ask for a reconciliation"],
  request_reproduction: ["asked for a new run of", "ask for a new run of"],
  withdraw_reproduction: ["cancelled the new run of", "cancel the new run of"],
  take_reproduction: ["began to run again", "begin to run again"],
  retry_alert: ["had an alert sent again about", "have an alert sent again about"],
  rotate_key: ["changed a signing key", "change a signing key"],
  restore: ["restored the database from the log", "restore the database from the log"],
  set_privacy: ["decided what becomes of personal data", "decide what becomes of personal data"],
  create_project: ["created a project", "create a project"],
  probe: ["probed the guard", "probe the guard"],
  heartbeat: ["gave a sign of life", "give a sign of life"],
  hold: ["put a legal hold on", "put a legal hold on"],
  release: ["released the legal hold on", "release the legal hold on"],
  request_erasure: ["had a person erased", "have a person erased"],
  erase: ["took what was kept of a person", "take what was kept of a person"],
  retain: ["let retention take", "let retention take"],
  quarantine: ["sent events into quarantine", "send events into quarantine"],
  release_quarantined: ["released events from quarantine", "release events from quarantine"],
  discard_quarantined: ["discarded events in quarantine", "discard events in quarantine"],
};

/** Actions that are failures or refusals by their own name. */
const FAILURES: Readonly<Record<string, string>> = {
  sign_in_failed: "failed to sign in",
  denied: "was denied",
  refuse: "sent something that was refused",
};

/** "approved", or "tried to approve": what an event says of its action. What was refused is never said as if done. */
export function verb({ action, outcome }: { readonly action: string; readonly outcome: string }): string {
  const failure = FAILURES[action];
  if (failure) {
    return failure;
  }
  const [done, tried] = VERBS[action] ?? [action.replaceAll("_", " "), action.replaceAll("_", " ")];
  return outcome === "done" ? done : `tried to ${tried}`;
}

/** "model version churn:v2". */
export function subjectText(subject: Ref): string {
  return `${kindTitle(subject.type).toLowerCase()} ${subject.id}`;
}
