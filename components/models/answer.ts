import { whoName } from "@/components/person/name";
import { inViewersZone } from "@/components/ui/moment-text";
import type { LiveReply } from "@/lib/contract/promotion";

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

function approvedBy(live: NonNullable<LiveReply["live"]>): string {
  const acted = live.approvals.filter(({ origin }) => origin === "acted");
  const names = [...new Set(acted.map(({ by }) => whoName(by)))];
  if (names.length > 0) {
    return `approved by ${listed(names)}`;
  }
  if (live.approvals.length > 0) {
    return "its approval is only asserted";
  }
  return live.promotionRequest ? "no approval is recorded" : "no promotion request is recorded";
}

/** What the page says first: which version is or was live, since when, and who approved it. */
export function liveSentence({ live, model, target, at }: LiveReply, isNow: boolean): string {
  if (!live) {
    return isNow
      ? `No version of ${model} is live in ${target}, as far as is recorded.`
      : `No version of ${model} was live in ${target} on ${inViewersZone(at)}, as far as is recorded.`;
  }
  const version = live.modelVersion.id;
  const since = inViewersZone(live.since);
  const begins = isNow
    ? `${version} has been live in ${target} since ${since}`
    : `On ${inViewersZone(at)}, ${version} was live in ${target}, since ${since}`;
  const ended = !isNow && live.until ? ` and until ${inViewersZone(live.until)}` : "";
  const sentence = `${begins}${ended}; ${approvedBy(live)}.`;
  return live.deployment.origin === "acted" ? sentence : `According to an asserted record: ${sentence}`;
}

/** What a record that is only asserted says otherwise, if any. It does not change the answer. */
export function assertedSentence({ asserted, target }: LiveReply): string | null {
  return (
    asserted &&
    `An asserted record says that ${asserted.modelVersion} has been live in ${target} since ${inViewersZone(asserted.since)}, as ${asserted.deployment}.`
  );
}
