import { csvText } from "./csv";
import type { SubjectReply } from "./privacy";

function rowsOf(reply: SubjectReply): string[][] {
  return [
    ...reply.accounts.map((each) => [
      "account",
      each.createdAt,
      each.account,
      `${each.username ?? ""} ${each.displayName ?? ""} ${each.roles.join(" ")}`.trim(),
    ]),
    ...reply.rights.map((each) => ["rights", each.recordedAt, each.id, `${each.action} ${each.roles.join(" ")}`]),
    ...reply.sessions.map((each) => ["session", each.createdAt, "", each.agent ?? ""]),
    ...reply.passkeys.map((each) => ["passkey", each.registeredAt, "", each.name]),
    ...reply.counts.map((each) => ["count", each.last, each.action, String(each.events)]),
    ...reply.events.map((each) => ["event", each.recordedAt, each.id, `${each.action} ${each.outcome}`]),
    ...reply.contents.map((each) => [
      "content",
      "",
      each.eventId,
      `${each.name} ${each.state} ${JSON.stringify(each.content)}`,
    ]),
    ...(reply.quarantined > 0 ? [["quarantined", "", "", String(reply.quarantined)]] : []),
    ...reply.lookedAtBy.map((each) => ["looked_at", each.recordedAt, each.id, each.by.username ?? each.by.account]),
  ];
}

/** What is held about a person, one line for each thing. */
export function subjectCsv(reply: SubjectReply): string {
  return csvText([["what", "at", "id", "says"], ...rowsOf(reply)]);
}
