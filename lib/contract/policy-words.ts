import { counted } from "./amount";
import type { Freeze, PolicyRule, RequiredAttestation, Threshold } from "./policy";

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}

function sayThreshold({ metric, atLeast, atMost, worseThanLiveByAtMost, better, perGroup, groups }: Threshold): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(worseThanLiveByAtMost === undefined
      ? []
      : [`${better === "higher" ? "lower" : "higher"} than the live version’s by at most ${worseThanLiveByAtMost}`]),
  ];
  const each = groups ? ` of each group (${groups.join(", ")})` : " of each group";
  return `${metric}${perGroup ? each : ""} ${list(bounds)}`;
}

function sayAttestation(required: RequiredAttestation): string {
  const { claim, results, maxAgeDays, by, signers, ownKey, withReport, thresholds } = required;
  const parts = [
    ...(maxAgeDays === undefined ? [] : [`no older than ${maxAgeDays} days`]),
    ...(by.includes("user") ? ["also where a person states it by hand"] : ["stated by a service"]),
    ...(signers === undefined
      ? []
      : [`by ${signers.length === 1 ? "one account" : `one of ${signers.length} accounts`}`]),
    ...(ownKey ? ["signed by its author’s own key"] : []),
    ...(withReport ? ["resting on a recorded report"] : []),
    ...thresholds.map(sayThreshold),
  ];
  const rest = parts.length > 0 ? `: ${parts.join("; ")}` : "";
  return `The latest ${words(claim)} attestation says ${results.join(" or ")}${rest}.`;
}

function sayFreeze(freeze: Freeze): string {
  return "days" in freeze
    ? `Nothing is promoted from ${freeze.from} to ${freeze.until} (${freeze.zone}), beginning on ${list(freeze.days)}: ${freeze.why}.`
    : `Nothing is promoted from ${freeze.from} until ${freeze.until}: ${freeze.why}.`;
}

function sayApprovals({ approvals: { people: needed, roles, requesterExcluded, automated } }: PolicyRule): string[] {
  if (needed === 0) {
    return ["Nobody needs to approve."];
  }
  const ofRoles = Object.entries(roles).map(([role, count]) => `${count} of them as ${words(role)}`);
  return [
    `${counted(needed, "person approves", "people approve")}${ofRoles.length > 0 ? `, ${list(ofRoles)}` : ""}.`,
    requesterExcluded
      ? "Whoever asked does not count, nor does a service that they let in."
      : "Whoever asked may approve, too.",
    automated ? "A service’s approval counts for one person’s, and is shown as automated." : "Services do not count.",
  ];
}

/** Where a rule applies, in one sentence. */
export function sayWhere({ appliesTo: { models, tags, from, to } }: PolicyRule): string {
  const all = (patterns: readonly string[], what: string) =>
    patterns.includes("*") ? `any ${what}` : `${what} ${patterns.join(" or ")}`;
  const tagged = Object.entries(tags).map(([name, value]) => `${name} = ${value}`);
  return `For ${all(models, "model")}${tagged.length > 0 ? ` tagged ${list(tagged)}` : ""}, from ${all(from, "stage")} to ${all(to, "stage")}.`;
}

/** Everything that a rule wants, one sentence each, for people. */
export function sayRule(rule: PolicyRule): string[] {
  const { attestations, warnings, freezes, override, requestDays } = rule;
  return [
    ...sayApprovals(rule),
    ...attestations.map(sayAttestation),
    ...(warnings
      ? [
          `When there is a ${list(warnings.kinds.map(words))} warning about what the version was made from, ${counted(warnings.people, "person approves", "people approve")} by hand after it.`,
        ]
      : []),
    ...freezes.map(sayFreeze),
    ...(requestDays === undefined ? [] : [`A request stands for ${requestDays} days.`]),
    override
      ? `In an emergency ${counted(override.people, "person", "people")} of the roles ${list(override.roles.map(words))} set it aside together, for ${override.hours} hours, and say why.`
      : "Nobody may set it aside.",
  ];
}
