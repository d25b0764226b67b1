import { joined, line, lines, sayShown, sayWho } from "@/cli/remote/say";
import { sayReason } from "@/lib/contract/reasons";
import type { ReproductionReply, ReproductionRow, ReproductionsReply, Runner } from "@/lib/contract/reproduction";

/** Whether a runner is there to take up what waits. */
function sayRunner({ askedAt, isThere }: Runner): string {
  if (isThere) {
    return "a runner is there";
  }
  return askedAt === null
    ? "no runner has ever asked for work: start one by `pedigree reproductions work`"
    : `no runner has asked for work since ${askedAt}`;
}

function sayRow({ id, prediction, state, asked, ended, place }: ReproductionRow): string {
  const where = place === null ? "" : `${place}. in the queue`;
  const who = asked ? `asked by ${sayWho(asked.by)}` : "by a command";
  return joined(id, prediction, state.replaceAll("_", " "), where, who, ended?.at ?? asked?.at ?? null);
}

/** The queue and what came of earlier requests, one a line. */
export function sayReproductions(reply: ReproductionsReply): string[] {
  return [...reply.reproductions.map(sayRow), sayShown(reply.reproductions.length, reply), sayRunner(reply.runner)];
}

/** One request with all that is known of it. */
export function sayReproduction(reply: ReproductionReply): string[] {
  const { reproduction, told, reasons, fields, used, log, runner } = reply;
  const { asked, ended, attempts, state } = reproduction;
  return [
    sayRow(reproduction),
    ...(asked ? [line("asked", joined(sayWho(asked.by), asked.at))] : []),
    ...(ended ? [line("ended", joined(sayWho(ended.by), ended.at, ended.origin)), line("event", ended.event)] : []),
    ...(typeof ended?.attempt === "number" ? [line("cut off", `attempt ${ended.attempt}`)] : []),
    line("attempts", String(attempts)),
    ...reasons.map((each) => `  ${sayReason(each)}`),
    ...(fields.length > 0
      ? lines("fields", fields, (each) => joined(each.field, each.recorded, each.got ?? "-", each.state))
      : []),
    ...(used.length > 0 ? lines("parts", used, (each) => joined(each.part, each.recorded, each.used)) : []),
    ...(log ? lines("log", log.lines, (text) => text) : []),
    ...(told === null || told === "open" ? [] : [`values and log are ${told}`]),
    ...(state === "waiting" ? [sayRunner(runner)] : []),
  ];
}
