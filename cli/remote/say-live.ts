import type { LiveReply } from "@/lib/contract/promotion";
import { fact, joined, line, lines, pairs, sayWho, sources, UNKNOWN } from "./say";

type Live = NonNullable<LiveReply["live"]>;

/** When it is said to have happened, and when that was recorded where it was not at once. */
function sayTimes(said: string, recordedAt: string): string {
  return said === recordedAt ? said : `said to be at ${said}, recorded at ${recordedAt}`;
}

function isAsserted({ origin }: { readonly origin: string }): string | null {
  return origin === "asserted" ? "(asserted)" : null;
}

/** What a record that is only asserted says otherwise. */
function sayAsserted({ asserted, target }: LiveReply, verb: string): string[] {
  if (!asserted) {
    return [];
  }
  const { modelVersion, deployment, since, recordedAt } = asserted;
  return [
    `An asserted record says otherwise: that ${modelVersion} ${verb} live in ${target} as ${deployment}, from then on: ${sayTimes(since, recordedAt)}.`,
    "It was not done here, so it ends nothing that was.",
  ];
}

function details(live: Live): string[] {
  const { deployment, modelVersion, stage, promotionRequest } = live;
  return [
    line("since", joined(sayTimes(live.since, deployment.recordedAt), live.until && `until ${live.until}`)),
    line("deployed by", live.deployedBy ? sayWho(live.deployedBy) : UNKNOWN),
    line("model file", fact(modelVersion, "sha256") || UNKNOWN),
    line("stage", stage ? joined(stage.name, isAsserted(stage)) : UNKNOWN),
    line("run", live.run?.id ?? UNKNOWN),
    ...sources(live),
    line("metrics", pairs(live.metrics ?? modelVersion.facts.metrics)),
    line("request", promotionRequest?.id ?? UNKNOWN),
    ...lines("approved by", live.approvals, (approval) =>
      joined(sayWho(approval.by), sayTimes(approval.at, approval.recordedAt), isAsserted(approval)),
    ),
    ...lines("attested", live.attestations, (each) => joined(fact(each, "claim"), fact(each, "result"), each.id)),
  ];
}

/** What is, or in the past was, live, with everything that made it; then the history. */
export function sayLive(reply: LiveReply, isPast: boolean): string[] {
  const { model, target, at, live, history } = reply;
  const verb = isPast ? "was" : "is";
  const past = history.map(({ from, until, deployment, modelVersion, action, origin }) => {
    const end = (until ?? "still").padEnd(24);
    return `  ${joined(from, end, deployment, modelVersion, action, isAsserted({ origin }))}`;
  });
  const told = past.length > 0 ? ["", "History", ...past] : [];
  if (!live) {
    return [`Nothing of ${model} ${verb} live in ${target} at ${at}, as far as it is recorded.`, ...told];
  }
  const { deployment, modelVersion } = live;
  const who = deployment.origin === "asserted" ? "According to an asserted record, " : "";
  return [
    `${who}${modelVersion.id} ${verb} live in ${target} as ${deployment.id} (at ${at})`,
    ...sayAsserted(reply, verb),
    ...details(live),
    ...told,
  ];
}
