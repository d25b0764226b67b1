import type { Reason } from "@/graph-schema/envelope";

type Params = Reason["params"];
type Sentence = string | ((params: Params) => string);

/** What the codes of refusals say to people. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  administrator_exists: "There is an administrator already.",
  already_approved: "The same person has approved it before.",
  already_disabled: "The account is disabled already.",
  already_live: ({ version }) => `${version} is live there already.`,
  already_promoted: "The request has been carried out already.",
  already_revoked: "It was revoked before.",
  approvals_missing: ({ missing, needed }) => `${missing} more approval(s) needed, of ${needed} by different people.`,
  approver_must_be_a_person: "Only a person may decide this, not a service.",
  account_disabled: "The account is disabled.",
  artifact_differs: "An artifact of this id is recorded with other facts; what is recorded is never changed.",
  attestation_missing: ({ claim }) => `No attestation of “${claim}” is attached.`,
  attestation_not_passed: ({ claim, result }) => `The latest attestation of “${claim}” says: ${result}.`,
  attestation_only_asserted: ({ claim }) =>
    `The attestation of “${claim}” is only asserted; the gate counts those that a service signed and stated here.`,
  csrf_header_missing: "The request did not come from a page of this application.",
  cycle: "It would make an artifact its own origin.",
  foreign_origin: "The request came from another site.",
  foreign_site: "The request came from another site.",
  id_taken: ({ id }) => `The id ${id} is recorded already.`,
  initial_password_expired: "The first password has expired; ask an administrator for a new one.",
  is_live: ({ deployment }) => `It is live as ${deployment}.`,
  is_retired: "It is retired.",
  live_only_asserted: ({ version }) => `It is only asserted that ${version} was live there.`,
  deployment_retired: ({ deployment }) => `${deployment}, by which it was live there, is retired.`,
  never_live: ({ version }) => `${version} was never live there.`,
  not_found: "Nothing of that name is recorded.",
  not_live: ({ deployment }) => `${deployment} is not what is live.`,
  not_promoted: "The request has not been carried out.",
  not_signed_in: "Nobody is signed in.",
  other_target: ({ promoted_to, target }) => `It was promoted to ${promoted_to}, not to ${target}.`,
  own_account: "Nobody may do this to their own account.",
  permission_missing: ({ permission }) => `The roles do not include ${permission}.`,
  project_not_in_token: ({ project }) => `The token does not reach the project ${project}.`,
  rejected: "The request was rejected.",
  requester_cannot_approve: "Who asked for the promotion may not approve it.",
  row_mac_invalid: "The account's row was changed outside this application.",
  scope_beyond_role: ({ scope }) => `The service's role does not include ${scope}.`,
  services_use_tokens: "Services use tokens; they do not sign in.",
  session_unknown: "The session is unknown or has ended.",
  subject_changed: "It changed in the meantime; look again and decide anew.",
  time_not_yours_to_say: "Only a project labelled as a simulation takes a time from its caller.",
  too_many_attempts: "Too many attempts; wait before the next.",
  too_many_requests: "Too many requests; wait before the next.",
  unknown_artifact: "It refers to an artifact that is not recorded.",
  wrong_credentials: "The user name or the password is wrong.",
};

function words(code: string): string {
  const text = code.replaceAll("_", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A refusal's reason as a sentence. A code without one is shown as it is, with its parameters: nothing is left out. */
export function reasonSentence(reason: Reason): string {
  const sentence = SENTENCES[reason.code];
  if (sentence !== undefined) {
    return typeof sentence === "string" ? sentence : sentence(reason.params);
  }
  const details = Object.entries(reason.params).map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
  return details.length > 0 ? `${words(reason.code)}: ${details.join(", ")}.` : `${words(reason.code)}.`;
}
