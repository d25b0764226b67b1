import { whoName } from "@/components/person/name";
import { inViewersZone } from "@/components/ui/moment-text";
import type { LiveReply } from "@/lib/contract/promotion";

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

function approvedBy(live: NonNullable<LiveReply["live"]>, isRollback: boolean): string {
  const acted = live.approvals.filter(({ origin }) => origin === "acted");
  const names = [...new Set(acted.map(({ by }) => whoName(by)))];
  if (names.length > 0) {
    return `${isRollback ? "its earlier promotion was " : ""}approved by ${listed(names)}`;
  }
  if (live.approvals.length > 0) {
    return isRollback ? "the approval of its earlier promotion is only asserted" : "its approval is only asserted";
  }
  const of = isRollback ? " of its earlier promotion" : "";
  return live.promotionRequest ? `no approval${of} is recorded` : "no promotion request is recorded";
}

export interface Rollback {
  /** The version that it went back from; absent where the record does not tell. */
  readonly from?: string | undefined;
  /** The earlier deployment of the same version, and so the one that was decided about. */
  readonly earlier?: string | undefined;
}

/** Of what is live by a rollback: from what, and back to which deployment. Null where a deployment of its own made it. */
export function rollbackOf({ live, history }: LiveReply): Rollback | null {
  const at = history.findIndex(({ deployment }) => deployment === live?.deployment.id);
  if (!live || history[at]?.action !== "rollback") {
    return null;
  }
  const before = history.slice(at + 1);
  return {
    from: before.find(({ until }) => until === live.since)?.modelVersion,
    earlier: before.find(({ modelVersion }) => modelVersion === live.modelVersion.id)?.deployment,
  };
}

function howItCame(reply: LiveReply, live: NonNullable<LiveReply["live"]>): string {
  const rollback = rollbackOf(reply);
  const approved = approvedBy(live, rollback !== null);
  const from = rollback?.from ? ` from ${rollback.from}` : "";
  return rollback ? `, by a rollback${from}; ${approved}` : `; ${approved}`;
}

/** What the page says first: which version is or was live, since when, by what, and who approved it. */
export function liveSentence(reply: LiveReply, isNow: boolean): string {
  const { live, model, target, at } = reply;
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
  const sentence = `${begins}${ended}${howItCame(reply, live)}.`;
  return live.deployment.origin === "acted" ? sentence : `According to an asserted record: ${sentence}`;
}

type Stretch = LiveReply["history"][number];

/**
 * For each stretch of the history, the deployments that it overlaps where one of the two is only asserted: the record then
 * tells two things of the same time.
 */
export function overlapsOf(history: readonly Stretch[]): ReadonlyMap<string, readonly string[]> {
  const isDuring = (a: Stretch, b: Stretch) => b.until === null || a.from < b.until;
  const overlaps = (a: Stretch, b: Stretch) =>
    a !== b && (a.origin === "asserted" || b.origin === "asserted") && isDuring(a, b) && isDuring(b, a);
  return new Map(
    history.map((each) => [
      each.deployment,
      history.filter((other) => overlaps(each, other)).map(({ deployment }) => deployment),
    ]),
  );
}

/** What a record that is only asserted says otherwise, if any. It does not change the answer. */
export function assertedSentence({ asserted, target }: LiveReply): string | null {
  return (
    asserted &&
    `An asserted record says that ${asserted.modelVersion} has been live in ${target} since ${inViewersZone(asserted.since)}, as ${asserted.deployment}.`
  );
}
