import type { Reason } from "@/graph-schema/envelope";
import { amount, counted } from "./amount";
import { PERSONAL_WORDS, PersonalKind } from "./personal";
import { PRIVACY } from "./privacy-reasons";
import { REPRODUCTION } from "./reproduction-reasons";
import { name, type Say } from "./sentence";
import { SIGN_IN } from "./sign-in-reasons";

/** One sentence for each reason code: what was wrong, and what to do where that is not plain. */
const SENTENCES: Readonly<Record<string, Say>> = {
  // Recording
  invalid_value: (p) => (p.message === undefined ? "A value is none of those that are allowed." : `${p.message}.`),
  batch_too_large: () => "A batch may have at most 1,000 events: send several.",
  batch_empty: () => "A batch must have at least one event.",
  id_like_email: () => "An artifact id looks like an e-mail address; it is permanent and must not identify a person.",
  invisible_character: () => "An id has characters that nobody sees or that change the direction of writing.",
  dot_segment: () => "An id is . or .., or holds one of them between slashes: no address could name the artifact.",
  unknown_type: () => "There is no such type of artifact.",
  invalid_cursor: () => "The cursor is none that this list gave out.",
  invalid_time: () => "A time is not written as RFC 3339 with a zone.",
  unknown_artifact: (p) =>
    `The ${name(p.type)} ${p.id} is not recorded, and the event does not declare it. Declare it in "declares", or record it first.`,
  artifact_differs: (p) =>
    `The ${name(p.type)} ${p.id} is recorded with another ${p.field}. A recorded artifact never changes: use a new id for a new version.`,
  declared_twice: (p) => `The ${name(p.type)} ${p.id} is declared twice in one event.`,
  already_linked: (p) => `It is recorded as ${p.rel} ${p.to} already, and may have only one such relationship.`,
  cycle: (p) => `This ${p.rel} relationship would make an artifact its own ancestor.`,
  refers_to_itself: (p) => `The ${name(p.type)} ${p.id} is related to itself.`,
  relationship_not_allowed: (p) =>
    `${p.rel} cannot join a ${name(p.from)} and a ${name(p.to)}; see docs/graph-schema.md.`,
  relationship_ambiguous: (p) => `Several relationships fit (${p.options}): say which in "rel".`,
  event_id_conflict: (p) => `Another event is recorded under this event_id, as ${p.recorded}. Use a new event_id.`,
  event_id_repeated: () => "The batch holds this event_id twice.",
  event_digest_differs: (p) => `The event's digest is ${p.actual}, not ${p.claimed}.`,
  artifact_digest_differs: (p) => `The subject is recorded with the digest ${p.recorded}, not ${p.claimed}.`,
  not_the_deployed_version: (p) => `The deployment deployed ${p.deployed}, not ${p.named}.`,
  other_project: (p) => `The event names the project ${p.named}, the address ${p.addressed}.`,
  facts_too_large: (p) =>
    `The event's permanent facts are ${amount(p.bytes)} bytes; at most ${amount(p.most)} fit. Put them into a report and refer to it.`,
  metadata_too_large: (p) =>
    `The metadata is ${amount(p.bytes)} bytes; at most ${amount(p.most)} are kept. Store it as an artifact and refer to it.`,
  personal_data: (p) =>
    `It holds ${PERSONAL_WORDS[PersonalKind.catch("secret").parse(p.kind)]}. Leave that out, or send a keyed hash of it: what is recorded stays.`,
  signed_otherwise: (p) =>
    `It is recorded under this event_id as ${p.recorded}, signed by another key or by none. Use a new event_id.`,
  attested_digest_differs: (p) => `The statement is about ${p.claimed}; ${p.artifact} is recorded with ${p.recorded}.`,
  report_not_recorded: (p) => `No report with the digest ${p.digest} is recorded. Record it first.`,
  key_ended_meanwhile: () => "The key that signed it was revoked or replaced a moment before.",
  key_unknown: () => "The account has no key of this name. Register it first.",
  key_revoked: (p) => `The key was revoked on ${p.at}. Sign with another one.`,
  key_rotated: (p) => `The key was replaced on ${p.at}. Sign with its successor.`,
  signature_wrong: () => "The key that it names did not sign this envelope.",
  signature_missing: () => "Only events signed by a key of the account are taken from it.",
  project_not_signed: () =>
    "A signed event must name its project, so that nobody can carry the signature to another one.",
  // Decisions
  approvals_missing: (p) => `${counted(p.missing, "more approval")} needed, of ${p.needed}.`,
  requester_cannot_approve: () => "Whoever requested a promotion may not approve it.",
  already_approved: () => "This person has already approved the request.",
  approver_must_be_a_person: () => "Only a person may decide on a request, not a service.",
  attestation_missing: (p) => `No ${p.claim} attestation is attached to the model version.`,
  attestation_only_asserted: (p) =>
    `The ${p.claim} attestation was only asserted; one by a service that may state it is needed.`,
  attestation_not_passed: (p) => `The latest ${p.claim} attestation says: ${p.result}.`,
  attestation_too_old: (p) =>
    `The latest ${p.claim} attestation was recorded ${p.recorded}; it counts for ${counted(p.days, "day")}.`,
  attestation_signer_not_accepted: (p) =>
    `The latest ${p.claim} attestation is by ${p.by}, whose attestations the policy does not accept.`,
  attestation_by_hand: (p) =>
    `The latest ${p.claim} attestation was stated by hand; the policy wants one by a service.`,
  attestation_not_signed: (p) => `The latest ${p.claim} attestation is not signed by its author's own key.`,
  attestation_key_revoked: (p) =>
    `The key that signed the latest ${p.claim} attestation was revoked. Have it attested again.`,
  attestation_without_report: (p) => `The latest ${p.claim} attestation rests on no recorded report.`,
  metric_missing: (p) => `The attestation says nothing of ${p.metric}.`,
  metric_not_per_group: (p) => `The attestation does not say ${p.metric} for two groups at least (${p.metric}@group).`,
  metric_too_low: (p) => `${p.metric} is ${p.value}; the policy wants at least ${p.least}.`,
  metric_too_high: (p) => `${p.metric} is ${p.value}; the policy wants at most ${p.most}.`,
  metric_worse_than_live: (p) =>
    `${p.metric} is ${p.value}, the live version's is ${p.live}; the policy allows it to be worse by at most ${p.slack}.`,
  metric_of_live_missing: (p) => `Nothing is attested of ${p.metric} of the version that is live, to compare with.`,
  approvals_of_role_missing: (p) =>
    `${counted(p.missing, "more approval")} by the role ${name(p.role)} needed, of ${p.needed}.`,
  approvals_outdated: (p) =>
    `${counted(p.outdated, "approval no longer counts", "approvals no longer count")}: what was approved has changed since. Approve again.`,
  warning_needs_approval: (p) =>
    `There is a ${name(p.kind)} warning about the ${name(p.type)} ${p.id}: ${counted(p.missing, "more person has", "more people have")} to approve after it.`,
  warning_gone: (p) =>
    `The latest ${name(p.kind)} warning about the ${name(p.type)} ${p.id} is gone from the database: nothing is decided on a record that lacks it. Tell an operator.`,
  frozen: (p) => `Nothing is promoted until ${p.until}: ${p.why}.`,
  frozen_weekly: (p) => `Nothing is promoted until ${p.until} (${p.zone}): ${p.why}.`,
  policy_changed: () => "Another policy is in force than when it was requested. Request it again.",
  model_not_recorded: () =>
    "It is not recorded, by the event that registered the version, of which model it is a version. Register it with its model.",
  version_digest_missing: () =>
    "No SHA-256 of the model version is recorded: approvals would be bound to nothing. Register its bytes as a version with their digest.",
  groups_missing: (p) => `The attestation says nothing of ${p.metric} for these groups: ${p.groups}.`,
  signature_password_wrong: () => "The password beside your signature is not yours. Nothing was signed.",
  policy_not_published: (p) => `No policy with the digest ${p.policy} was published in this project.`,
  model_gone: (p) =>
    `The model ${p.model} of ${p.version} is gone from the database: nothing is decided on a record that lacks it. Tell an operator.`,
  stage_not_shown: (p) =>
    `The rule holds from ${p.from} on, and no act promoted the version there. Promote it there first.`,
  requester_cannot_override: () => "Whoever requested a promotion may not set its rule aside.",
  policy_id_reserved: () => "Ids like policy:<sha256> are given by publishing a policy. Use another id.",
  no_rule_fits: () => "The policy in force has no rule for this transition, so nothing is promoted by it.",
  policy_gone: () => "The policy in force is gone from the database: nothing is decided without it. Tell an operator.",
  policy_in_force_already: () => "This policy is in force already.",
  policy_too_long: (p) => `The policy takes ${amount(p.bytes)} bytes; at most ${amount(p.most)} are kept.`,
  request_expired: (p) => `The request is older than ${counted(p.days, "day")}. Request it again.`,
  withdrawn: () => "The request was taken back.",
  not_the_requester: () => "Only whoever made a request takes it back or cancels it.",
  override_not_allowed: () => "The policy lets nobody set it aside.",
  override_needs_role: (p) => `The policy lets only these roles set it aside: ${p.roles}.`,
  nothing_to_override: () => "The rule wants nothing that is not met, so there is nothing to set aside.",
  already_overridden: () => "This person has set aside all that is not met already.",
  initial_password_signs_nothing: () =>
    "The password was set by somebody else, who knows it. Choose your own in Settings first.",
  signature_needs_password: () => "Give your password: you put your name to this.",
  rejected: () => "The request was rejected.",
  already_promoted: () => "The request has been carried out already.",
  subject_changed: () => "The model version's digest is not the one that the request was made for.",
  not_promoted: () => "The model version has not been promoted under this request.",
  other_target: (p) => `The request promotes to ${p.promoted_to}, not to ${p.target}.`,
  id_taken: (p) => `${p.id} is recorded already; an id is given once.`,
  not_live: (p) => `${p.deployment} is not live.`,
  already_live: (p) => `${p.version} is what is live now.`,
  never_live: (p) => `${p.version} was never live there, so it is not known to be good.`,
  live_only_asserted: (p) => `It is only asserted that ${p.version} was live there, so it is not known to be good.`,
  deployment_ended: (p) =>
    `${p.deployment} was deployed under this request and was replaced or retired since. Request the promotion anew.`,
  deployment_retired: (p) => `${p.deployment}, by which it was live there, is retired.`,
  is_retired: () => "It is retired.",
  is_live: (p) => `It is live as ${p.deployment}: replace that first.`,
  // Scorecard
  data_not_recorded: () => "No data is recorded that it was trained on.",
  code_not_recorded: () => "No commit is recorded that it was made by.",
  environment_not_recorded: () => "No environment is recorded that it was made in.",
  environment_not_locked: (p) => `The environment ${p.id} states neither a lockfile’s nor an image’s digest.`,
  digest_not_recorded: (p) => `The ${name(p.type)} ${p.id} is recorded without a digest.`,
  bytes_not_attached: (p) => `The bytes of the ${name(p.type)} ${p.id} are not in the store, so nothing checks them.`,
  never_promoted_here: () => "No act promoted it here; that it was promoted elsewhere is only asserted.",
  nobody_approved: (p) => `Nobody approved the request ${p.request}.`,
  was_overridden: (p) => `The rule was set aside for the request ${p.request}.`,
  personal_data_not_searched: () =>
    "Nobody attested that its data was searched for personal data: search it (pedigree pii), record the report, and attest privacy.",
  // Incidents
  incident_not_taken_up: () => "Monitoring reported the incident, and nobody has opened it yet. Open it first.",
  incident_open: () => "The incident is open already.",
  incident_closed: () => "The incident is closed. What comes to light later is an incident of its own.",
  observation_unknown: (p) => `No observation is recorded as ${p.event} in this project.`,
  cause_missing: () => "No cause is accepted. Accept one, or say that none was found.",
  cause_found: () => "A cause is accepted, so it cannot be said that none was found.",
  actions_open: (p) => `${counted(p.open, "corrective action is", "corrective actions are")} planned and not done.`,
  action_unknown: () => "No such corrective action is recorded for this incident.",
  action_done: () => "The action is done already.",
  action_needs_evidence: (p) =>
    `A ${name(p.kind)} that is done names what it was done by: ${p.kind === "policy_change" ? "the policy or its digest" : p.kind === "rollback" ? "the deployment" : "the run or the model version"}.`,
  action_of_other_kind: (p) => `A ${name(p.kind)} is not done by a ${name(p.type)}.`,
  // The record itself
  decision_missing: (p) =>
    `Decision ${p.sequence} about the ${name(p.type)} ${p.id} (${p.action}) is gone from the database: nothing is decided on a record that lacks it. Tell an operator.`,
  attestation_gone: (p) =>
    `The latest ${p.claim} attestation of ${p.version} is gone from the database: nothing is decided on a record that lacks it. Tell an operator.`,
  findings_open: (p) =>
    `${counted(p.open, "finding about the record itself is", "findings about the record itself are")} not resolved: see Findings.`,
  alert_not_failing: (p) =>
    `There is no alert to ${p.channel} about this finding that failed. What is delivered, or waits, is not sent again.`,
  rests_on_doubtful_bytes: (p) =>
    `It rests on the ${name(p.type)} ${p.id}, whose bytes are not what is recorded (${p.finding}).`,
  finding_not_open: (p) => `The finding ${p.finding} is not open.`,
  finding_acknowledged: (p) => `Somebody has said already that they look into the finding ${p.finding}.`,
  discrepancy_is_a_finding: () =>
    "Recorded bytes that are gone or differ are a finding of their artifact: acknowledge or resolve that one.",
  discrepancy_acknowledged: () => "Somebody has acknowledged this difference already.",
  reconciliation_asked: (p) => `A run was asked for on ${p.at} already, and has not begun yet.`,
  // Bytes of artifacts
  role_not_carried: (p) => `A ${name(p.type)} carries nothing as ${p.role}.`,
  artifact_size_differs: (p) => `The artifact is recorded with ${amount(p.recorded)} bytes, not ${amount(p.claimed)}.`,
  attached_otherwise: (p) =>
    `Other bytes are attached as ${p.role} already: ${p.digest}. Use a new artifact for a new version.`,
  content_not_uploaded: (p) => `Nobody in this project uploaded the bytes ${p.digest}. Upload them first.`,
  content_differs: (p) => `The bytes are not ${p.expected}${p.found === undefined ? "" : ` but ${p.found}`}.`,
  content_missing: (p) => `The bytes ${p.digest} are gone from the store. It is on record as a finding.`,
  content_elsewhere: (p) => `The bytes are not in the store: fetch them from ${p.uri}, and verify them.`,
  store_differs: (p) => `What the store holds as ${p.digest} has another digest. Tell an operator.`,
  store_full: () => "The store has no room left. Tell an operator.",
  document_not_signed: (p) =>
    `The document cannot be signed: ${p.why} Tell an operator to take a new certificate and start again; the evidence alone (zip) needs no signature.`,
  store_unavailable: () => "The store does not answer. Try again later.",
  manifest_not_valid: (p) => `It is no manifest: ${p.why}.`,
  part_out_of_range: (p) => `The upload has no part ${p.number}.`,
  part_size_differs: (p) => `The part must have ${amount(p.expected)} bytes, not ${amount(p.found)}.`,
  upload_interrupted: () => "The bytes broke off on their way. Send the part again.",
  parts_missing: (p) => `${p.missing} of ${p.parts} parts are not there yet.`,
  reference_not_known: () => "A reference is an s3://, file:// or https:// address.",
  reference_with_secret: () => "A reference must have neither user, query nor fragment: it stays in the log for ever.",
  reference_not_normal: () => "The reference is not written in its normal form.",
  reference_outside_roots: () =>
    "The reference leads to a directory or bucket that PEDIGREE_REFERENCE_ROOTS does not name.",
  reference_unreachable: () => "What holds the bytes does not answer, so nothing is known of them.",
  reference_private_address: () => "The reference leads to an address that is not public.",
  ...REPRODUCTION,
  ...SIGN_IN,
  // Who asks
  not_signed_in: () => "Nobody is signed in.",
  session_unknown: () => "The session is not known. Sign in again.",
  session_expired: () => "The session is over. Sign in again.",
  token_malformed: () => "The Authorization header must be the word Bearer, a space and a token.",
  token_not_whole: () => "What follows Bearer is no token of Pedigree, or not all of one. Copy it again.",
  token_unknown: () => "The token is not known here. Have a new one made.",
  token_expired: () => "The token has expired. Have a new one made.",
  token_revoked: () => "The token was revoked. Have a new one made.",
  row_outdated: (p) => `An older state of the ${p.row} was put back into the database; it grants nothing.`,
  account_disabled: () => "The account is disabled.",
  wrong_credentials: () => "User name or password is wrong.",
  initial_password_expired: () => "The first password was not changed in time. Have a new one set.",
  too_many_attempts: () => "There were too many attempts. Wait before the next one.",
  too_many_requests: () => "There were too many requests. Wait before the next one.",
  row_mac_invalid: () => "A row that grants power was changed outside of Pedigree.",
  // What they may
  permission_missing: (p) => `This needs the permission ${p.permission}.`,
  project_not_in_token: () => "The token is confined to other projects.",
  csrf_header_missing: () => "A request with a session must carry the header x-pedigree-csrf: 1.",
  foreign_origin: () => "The request comes from another origin than PUBLIC_URL.",
  foreign_site: () => "The request comes from another site.",
  time_not_yours_to_say: () => "Only a project created as a simulation takes the caller's time.",
  // Accounts, tokens, projects
  username_taken: () => "There is an account of that name already.",
  administrator_exists: () => "There is an administrator already. Let them make the account.",
  account_is_built_in: () => "A built-in account cannot be changed.",
  already_disabled: () => "The account is disabled already.",
  own_account: () => "Nobody may do this to their own account.",
  last_administrator: () => "Nobody else administers Pedigree. Give somebody the role admin first.",
  roles_unchanged: () => "The account has exactly these roles already.",
  duties_apart: (p) =>
    `The role ${name(p.role)} is kept apart from ${name(p.held)}, which the same person holds there, under this account or another one. Take that away first.`,
  role_not_of_projects: (p) => `The role ${name(p.role)} is held in the whole installation or not at all.`,
  granted_already: (p) => `They hold the role ${name(p.role)} there already.`,
  not_granted: (p) => `They do not hold the role ${name(p.role)} there.`,
  emergency_under_way: () =>
    "You hold a role there for an emergency already. When its time is over, somebody else gives you one, or you take it anew.",
  own_emergency: () => "It is about what you did yourself: somebody else looks into it.",
  signs_in_at_provider: () =>
    "They sign in at their organisation's provider, and a password set by somebody else would be a way around it. Have them choose one while they are signed in, or unlink them first.",
  no_such_project: () => "There is no such project.",
  roles_do_not_fit_kind: (p) => `An account of kind ${p.kind} cannot have these roles.`,
  services_use_tokens: () => "A service has no password; make a token for it.",
  not_a_service: () => "Tokens are for services only.",
  scope_beyond_role: (p) => `The scope ${p.scope} is beyond what the service's roles allow.`,
  already_revoked: () => "The token was revoked already.",
  password_too_short: (p) => `The password must have at least ${p.least} characters.`,
  password_too_long: (p) => `The password may have at most ${p.most} characters.`,
  password_too_common: () => "The password is on the lists that are tried first.",
  password_contains_username: () => "The password contains the user name.",
  project_exists: () => "There is a project of that name already.",
  project_in_use: () => "Something is recorded in it already, so it cannot become a project of another kind.",
  // Callers' keys
  proof_malformed: () => "The proof is none: make it with pedigree caller-keys.",
  proof_wrong: () => "The key that the proof names did not sign it.",
  proof_for_another_log: (p) => `The proof was made for another installation than ${p.log}.`,
  proof_not_fresh: () => "The proof was made more than an hour ago, or its time lies ahead. Make a new one.",
  key_of_another_account: () => "A key is registered by its own account; for a service also by whoever manages keys.",
  key_known: () => "This key was registered before. A key is registered once: make a new one.",
  too_many_keys: (p) => `The account has ${p.most} keys already. Revoke one that is not used.`,
  rotation_not_signed: () => "The old key has to sign the proof for its successor.",
  key_ended_already: () => "The key has ended already.",
  signing_unchanged: () => "The account is set so already.",
  ...PRIVACY,
  // Otherwise
  method_not_offered: () => "The address does not take this method.",
  not_found: () => "Nothing of that name is recorded.",
  unexpected_error: (p) => `Something is wrong with this installation. Quote ${p.request} to whoever runs it.`,
};

/** The sentence for `reason`; a code without one is shown with what it carries, never swallowed. */
export function sayReason({ code, params }: Pick<Reason, "code" | "params">): string {
  const say = SENTENCES[code];
  if (say) {
    return say(params);
  }
  const rest = Object.entries(params).map(([key, value]) => `${key}: ${value}`);
  const words = code.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${rest.length > 0 ? ` (${rest.join(", ")})` : ""}.`;
}
