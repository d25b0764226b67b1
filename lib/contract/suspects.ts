import { counted } from "./amount";
import type { Signal, Suspect, SuspectCode } from "./cause";

type Params = Signal["params"];
type Say = (params: Params) => string;

/** What a suspect is said to be, in a sentence. It accuses nobody: it says where to look. */
const SUSPECTS: Readonly<Record<SuspectCode, Say>> = {
  nothing_changed: () => "Nothing in the record changed: what was live before is what was live after.",
  nothing_before: () => "Nothing was live before it, so there is nothing to compare it with.",
  nothing_live: () => "The record does not say what was live, so nothing can be compared.",
  overridden_warning: (p) =>
    `A warning about the data ${p.id} was overridden${p.commit ? `, and its features come from new code, ${p.commit}` : ""}.`,
  warned_data: (p) =>
    `There was a warning about the data ${p.id}${p.commit ? `, whose features come from new code, ${p.commit}` : ""}.`,
  data_changed: (p) => `It was made from other data, ${p.id}.`,
  upstream_data_changed: (p) => `Its data rests on other data further up, ${p.id}.`,
  code_changed: (p) => `Its ${p.role} is another, ${p.id}.`,
  environment_changed: (p) =>
    p.name ? `It was made in another environment: ${p.name} changed.` : "It was made in another environment.",
  parameters_changed: (p) => `It was trained with another ${p.name}.`,
  configuration_changed: () => "It is served with another configuration.",
  format_changed: () => "The model is stored in another format or by another framework.",
  attestation_failed: () => "An attestation of it had not passed.",
  attestation_missing: () => "It lacks attestations that the version before it had.",
  unapproved_promotion: () => "No person approved it before it went live.",
  observed_drift: (p) => `Monitoring saw the inputs of ${p.id} drift.`,
};

function fromTo({ name, before, after }: Params): string {
  return `${name} went from ${before} to ${after}`;
}

/** One sentence for each reason for or against a suspect. */
const SIGNALS: Readonly<Record<string, Say>> = {
  data_is_other: (p) => `The data is ${p.after}; before it was ${p.before}.`,
  upstream_is_other: (p) => `Further up the data is ${p.after}; before it was ${p.before}.`,
  follows_upstream: (p) => `It was derived from ${p.id}, which differs so much that it explains this.`,
  rows_jumped: (p) => `It has ${Math.abs(Number(p.percent))} % ${Number(p.percent) < 0 ? "fewer" : "more"} rows.`,
  schema_changed: () => "Its schema is another.",
  data_warned: (p) =>
    `Checks of ${p.id} ${p.verdict === "failed" ? "failed" : "warned"} before it went live (${p.kinds}).`,
  check_overridden: (p) =>
    `What the checks said was overridden (${String(p.checks).replace(/attestation:([^,]+)/g, "$1 attestation")}).`,
  promoted_automatically: () => "It was promoted automatically; no person approved it.",
  nobody_approved: () => "No person’s approval is on record.",
  features_changed_too: (p) => `The code that makes its features is new as well: ${p.id}.`,
  code_is_other: (p) => `The ${p.role} is ${p.id} now.`,
  code_makes_model: (p) => `The ${p.role} decides on what the model is.`,
  recorded_shortly_before: () => "It was recorded less than three days before it went live.",
  not_tested: () => "No passed test attestation of the version is on record.",
  says_harmless: (p) =>
    `Its own summary says that it changes nothing of that kind: “${p.summary}”. That is its author’s word.`,
  parameters_are_other: (p) =>
    `${counted(p.count, "parameter of the run is", "parameters of the run are")} not the same.`,
  parameter_times: (p) => `${fromTo(p)}, ${p.times} times as much or as little.`,
  parameter_slightly: (p) => `${fromTo(p)}.`,
  parameter_other: (p) => `${fromTo(p)}.`,
  seed_changed: (p) => `The ${fromTo(p)}.`,
  environment_is_other: (p) =>
    `${p.changed === 0 ? "What differs in it is not known" : counted(p.changed, "thing in the environment differs", "things in the environment differ")}.`,
  package_major: (p) =>
    `${fromTo(p)}, a new major version${p.numerics ? " of a package that decides on what a model computes" : ""}.`,
  package_minor: (p) => `${fromTo(p)}${p.numerics ? ", a package that decides on what a model computes" : ""}.`,
  package_patch: (p) => `${fromTo(p)}, a patch.`,
  package_came_or_went: (p) => `${fromTo(p)}.`,
  package_other_bytes: (p) => `${p.name} ${p.before} has other bytes under the same version.`,
  packages_unknown: () => "The lockfile is another, and the record does not have both environments’ packages.",
  language_changed: (p) => `${fromTo(p)}.`,
  processor_changed: (p) => `The ${fromTo(p)}.`,
  only_configuration: (p) => `The configuration is all that changed; the model version is ${p.version} as before.`,
  same_file_other_configuration: (p) =>
    `The configuration is all that changed: ${p.before} and ${p.after} are the same file.`,
  configuration_is_other: () => "The configuration is another, as it is with most new versions.",
  format_is_other: (p) => `The ${fromTo(p)}.`,
  attestation_said: (p) => `The ${p.claim} attestation says: ${p.result}.`,
  attestation_lacks: (p) => `The version before had passed ${p.claim}; this one has no such attestation.`,
  drift_observed: () => "Drift of its live inputs is on record before the trouble began.",
  same_as_before: (p) => `No data, code, environment, parameter or configuration of ${p.id} is other than before.`,
  nothing_before: () => "It is the first that is on record.",
};

/** The sentence for a suspect. */
export function saySuspect({ code, params }: Pick<Suspect, "code" | "params">): string {
  return SUSPECTS[code](params);
}

/** The sentence for one reason; a code without one is shown as it is, never swallowed. */
export function saySignal({ code, params }: Pick<Signal, "code" | "params">): string {
  return SIGNALS[code]?.(params) ?? `${code.replaceAll("_", " ")}.`;
}
