import { name, type Say } from "./sentence";

/** Why somebody was not signed in by a provider of their organisation, or did not sign by it. */
export const SIGN_IN: Readonly<Record<string, Say>> = {
  provider_unknown: () => "There is no such sign-in here. Go back and choose one that is listed.",
  provider_away: () =>
    "Your organisation's sign-in does not answer. Try again in a moment, or tell your administrator.",
  provider_refused: (p) =>
    p.said === "access_denied"
      ? "Your organisation's sign-in was left, or did not let you in. Begin again, or ask there for access."
      : `Your organisation's sign-in refused (${p.said}). Begin again; if it stays so, tell your administrator.`,
  provider_code_spent: () => "The answer of your organisation's sign-in was used before, or is too old. Begin again.",
  provider_answer_wrong: (p) =>
    `What came back from your organisation's sign-in is not right (${p.why}). Begin again; if it stays so, tell your administrator.`,
  sign_in_not_begun: () => "This browser did not begin to sign in there, or took longer than ten minutes. Begin again.",
  sign_in_state_differs: () =>
    "This is the answer to another sign-in than the one that this browser began. Begin again.",
  sign_in_answer_spent: () => "This sign-in was finished before. Begin again.",
  identity_unknown: () =>
    "Your organisation knows you, and nobody here does. Ask an administrator to link you to an account.",
  identity_unlinked: () => "You were unlinked from your account here. Ask an administrator to link it again.",
  identity_row_gone: () =>
    "Your link to an account here is gone from the database, which nobody may do. Ask an administrator to link it again.",
  identity_linked_already: () => "Whoever the provider calls so is linked to an account already.",
  identity_is_last: () =>
    "It is the only way into the account: no password, passkey or other link is left. Give another one first, or say that it is to be taken all the same.",
  groups_give_nothing: () =>
    "None of your groups gives you a role here. Ask whoever manages your organisation's groups to add you to one.",
  workload_issuer_unknown: () => "Nobody configured an issuer of this name, or the token is none.",
  workload_issuer_away: () => "The issuer of the token does not answer, so its signature cannot be checked. Try again.",
  workload_token_wrong: (p) => `The token is not one that its issuer made for us, now (${p.why}).`,
  workload_claims_differ: () => "The token is genuine, and says nothing that makes its job a service here.",
  workload_token_spent: () => "The token was exchanged before. Have the CI system make another one.",
  logout_token_wrong: (p) => `The logout token is not one that this provider made for us, now (${p.why}).`,
  logout_token_no_logout: () =>
    "The token is genuine, and no logout token: that has the event of a logout, an id (jti), a subject or a session, and no nonce.",
  logout_token_spent: () => "The logout token was used before. Send another one.",
  signature_needs_provider: () =>
    "Show your organisation's sign-in once more who you are: you put your name to this. It counts once, for two minutes.",
  signature_needs_passkey: () =>
    "Use your passkey once more: you put your name to this. It counts once, for two minutes, and for exactly what you sent.",
  passkey_refused: () => "The passkey was not accepted. Try again, or sign in another way.",
  passkey_unknown: () => "Nobody here has this passkey: it was removed, or never registered.",
  passkey_not_begun: () => "This browser did not ask for a passkey, or it took longer than ten minutes. Begin again.",
  passkey_answer_spent: () => "This answer of a passkey was used before. Begin again.",
  passkey_answer_wrong: (p) => `What the authenticator answered is not what it was asked for (${name(p.part)}).`,
  passkey_counts_back: () =>
    "The passkey cannot leave its device, and counts its uses backwards: there seems to be a copy of it. Tell your administrator.",
  passkey_signs_only: () =>
    "Your organisation's provider lets you in; your passkey puts your name to what you do here. Sign in at your organisation.",
  passkey_is_last: () =>
    "It is the only way into your account. Register another passkey first, or ask an administrator for a password.",
  passkey_registered_already: () => "This passkey is registered already.",
  passkeys_too_many: (p) => `An account has at most ${p.most} passkeys. Remove one first.`,
  passkeys_not_here: () =>
    "Browsers offer no passkeys at this address. An operator sets PUBLIC_URL to an https address with a name.",
  signature_session_over: () => "The session in which you began to sign is over. Sign in, and begin again.",
  signature_by_another: () => "It was somebody else who signed in there. Nothing was signed.",
  signature_not_fresh: () =>
    "Your organisation's sign-in did not ask you anew, or does not say when it did (auth_time). Nothing was signed.",
};
