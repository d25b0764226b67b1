import { counted } from "@/lib/contract/amount";
import type { ErasurePlanReply, PrivacyReply, RetentionReply, SubjectReply } from "@/lib/contract/privacy";
import { subjectCsv } from "@/lib/contract/privacy-csv";
import { sayReason } from "@/lib/contract/reasons";
import { sayWho } from "./say";

function sayParts(parts: ErasurePlanReply["parts"]): string[] {
  return parts.map(
    (part) => `    ${counted(part.parts, "part")} “${part.name}” of ${part.action.replaceAll("_", " ")}`,
  );
}

/** What an erasure would take, what stays, and what stands against it. */
export function sayPlan({ accounts, pseudonyms, parts, sessions, reasons }: ErasurePlanReply): string[] {
  const names = accounts.map(({ username, account }) => username ?? account);
  return [
    `Erasing ${names.join(", ") || pseudonyms.join(", ")} would`,
    `  close ${counted(accounts.length, "account")} and end ${counted(sessions, "session")}`,
    "  destroy their key, with which goes",
    ...sayParts(parts),
    "  and leave the events themselves, under a pseudonym that nobody can resolve: proofs stay valid.",
    ...(reasons.length > 0
      ? ["It may not be done:", ...reasons.map((reason) => `  ${sayReason(reason)}`)]
      : ["Nothing stands against it. It cannot be undone."]),
  ];
}

function heldName({ scope, person, project, type, id }: PrivacyReply["holds"][number]): string {
  if (scope === "person") {
    return person ? sayWho(person) : "a person";
  }
  return scope === "project" ? `project ${project}` : `${type} ${id} of ${project}`;
}

/** What is held, whom it was asked to erase, and for how long what is kept stays. */
export function sayHolds({ holds, holdsGone, erasures, windows }: PrivacyReply): string[] {
  return [
    `${counted(holds.length, "legal hold")}:`,
    ...holds.map((hold) => `  ${heldName(hold)}, since ${hold.since}, by ${sayWho(hold.by)}`),
    ...(holdsGone > 0 ? [`  ${counted(holdsGone, "hold")} cannot be read: nothing is taken away`] : []),
    `${counted(erasures.length, "erasure")}:`,
    ...erasures.map(
      ({ people, at, by, state }) => `  ${people.map(sayWho).join(", ")}, ${at}, by ${sayWho(by)}: ${state}`,
    ),
    "What is kept beside the log stays for:",
    ...windows.map(
      (each) => `  ${each.class}: ${counted(each.days, "day")} (at least ${each.least.toLocaleString("en")})`,
    ),
  ];
}

/** What is due to go by its window. */
export function sayWindows({ due, held }: RetentionReply): string[] {
  return [
    ...due.map((each) => `${each.class}: ${counted(each.parts, "part")} from before ${each.before}`),
    `${counted(held, "part")} due and kept by a hold`,
  ];
}

/** What is held about a person, as a summary or as CSV. */
export function saySubject(reply: SubjectReply, isCsv: boolean): string[] {
  if (isCsv) {
    return [subjectCsv(reply).trimEnd()];
  }
  const { accounts, totalEvents, counts, parts, sessions, passkeys, quarantined, lookedAtBy } = reply;
  return [
    ...accounts.map(
      ({ username, displayName, account, roles }) =>
        `${displayName ?? "names erased"} (${username ?? account}): ${roles.join(", ") || "no roles"}`,
    ),
    `${counted(totalEvents, "event")} by them:`,
    ...counts.map(({ action, events }) => `    ${counted(events, "time")} ${action.replaceAll("_", " ")}`),
    "under their key:",
    ...sayParts(parts),
    counted(sessions.length, "session"),
    counted(passkeys.length, "passkey"),
    ...(quarantined > 0 ? [`${counted(quarantined, "event")} in quarantine that name them`] : []),
    `looked at by others ${counted(lookedAtBy.length, "time")} (--json lists everything)`,
  ];
}
