import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import type { ArtifactType, Ref } from "@/graph-schema/names";
import { refKey } from "@/graph-schema/names";
import { Digest, Instant, Metrics } from "@/graph-schema/values";
import { Claim } from "@/lib/contract/policy";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { Score } from "@/lib/contract/scorecard";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import { graphOf, later, type RecordedGraph, textFact } from "@/lib/exchange/recorded-graph";
import { eventDigest } from "@/lib/ledger/event-node";
import type { AttestationView, Doubt } from "@/lib/promotion/case";
import { ruleFor } from "@/lib/promotion/policy";
import { type ScoredVersion, scoresOf } from "@/lib/promotion/scores";
import type { PolicyAsOf } from "./policy";

/** An event of the log with the exact bytes that the log holds of it. */
export interface LogEvent {
  readonly event: Envelope;
  readonly note: string;
}

/** What a scorecard is made from: everything up to one position of the log. */
export interface Scored {
  readonly recorded: RecordedLineage;
  readonly events: readonly LogEvent[];
  readonly policy: PolicyAsOf | undefined;
}

const Tags = z.object({ tags: z.record(z.string(), z.string()).default({}) }).catch({ tags: {} });

const Validity = z.object({ valid_days: z.int() });

/** With the graph of what is recorded, which is made once. */
interface Scoring extends Scored {
  readonly graph: RecordedGraph;
}

function done({ events }: Scored): LogEvent[] {
  return events.filter(({ event: { outcome, origin } }) => outcome === "done" && origin === "acted");
}

/** What the run that produced the version used, of one type. */
function usedBy({ graph }: Scoring, version: Ref, type: ArtifactType): ArtifactSummary[] {
  const runs = graph.before(version).filter(({ rel }) => rel === "PRODUCED_BY");
  const used = runs.flatMap(({ to }) => graph.before(to).filter(({ rel }) => rel === "USED"));
  return used.flatMap(({ to }) => (to.type === type ? (graph.artifact(to) ?? []) : []));
}

function attached(scored: Scored): Ref[] {
  return done(scored).flatMap(({ event: { action, subject, facts } }) =>
    action === "attach" && subject && facts && Reflect.get(facts, "held") === "store" ? [subject] : [],
  );
}

/** What is found about bytes and not resolved. */
function doubts(scored: Scored): Doubt[] {
  const resolved = new Set(
    done(scored).flatMap(({ event: { action, subject } }) => (action === "resolve" && subject ? [subject.id] : [])),
  );
  return done(scored).flatMap(({ event: { links = [] } }) =>
    links.flatMap(({ rel, from, to }) =>
      rel === "CONCERNS" && from.type === "finding" && !resolved.has(from.id)
        ? [{ type: to.type, id: to.id, finding: from.id }]
        : [],
    ),
  );
}

function promotions(scored: Scored, version: Ref): ScoredVersion["promotions"] {
  const all = done(scored).map(({ event }) => event);
  return all
    .filter(({ action, subject }) => action === "promote" && subject && refKey(subject) === refKey(version))
    .flatMap(({ related = [], facts = {} }) => {
      const request = related.find(({ type }) => type === "promotion_request");
      const approvals = all.filter(({ links = [] }) =>
        links.some(({ rel, to }) => rel === "APPROVES" && to.id === request?.id),
      ).length;
      const overridden = Reflect.get(facts, "overridden");
      return request ? [{ request, approvals, overridden: Array.isArray(overridden) && overridden.length > 0 }] : [];
    });
}

function viewOf({ event, note }: LogEvent, id: string, { graph }: Scoring): AttestationView {
  const facts = event.created?.find((each) => each.type === "attestation" && each.id === id)?.facts ?? {};
  const report = graph.before({ type: "attestation", id }).find(({ rel }) => rel === "EVIDENCED_BY");
  const held = report && graph.artifact(report.to);
  return {
    id,
    claim: typeof facts.claim === "string" ? facts.claim : "",
    result: typeof facts.result === "string" ? facts.result : null,
    recordedAt: event.recorded_at,
    stamp: event.stamp,
    validDays: Validity.safeParse(event.facts).data?.valid_days ?? null,
    eventSha256: Digest.parse(eventDigest(note)),
    by: event.actor.account,
    byType: event.actor.type,
    ownKey: event.signed ? "valid" : "none",
    report: Digest.safeParse(held && textFact(held, "sha256")).data ?? null,
    metrics: Metrics.safeParse(facts.metrics).data ?? {},
  };
}

/** The latest act of each claim about the version. */
function attestations(scored: Scoring, version: Ref): AttestationView[] {
  const latest = new Map<string, AttestationView>();
  for (const each of done(scored)) {
    for (const { rel, from, to } of each.event.links ?? []) {
      if (rel === "ATTESTS" && refKey(to) === refKey(version)) {
        const view = viewOf(each, from.id, scored);
        latest.set(view.claim, view);
      }
    }
  }
  return [...latest.values()];
}

function onlyAsserted({ graph }: Scoring, version: Ref, acted: readonly AttestationView[]): string[] {
  const told = graph.after(version).flatMap((edge) => graph.artifact(later(edge)) ?? []);
  const claims = told.flatMap((each) => (each.type === "attestation" ? (textFact(each, "claim") ?? []) : []));
  return [...new Set(claims)].filter((claim) => !acted.some((each) => each.claim === claim));
}

function wanted({ graph, policy }: Scoring, version: ArtifactSummary) {
  const model = graph.before(version).find(({ rel }) => rel === "VERSION_OF")?.to;
  const tags = { ...Tags.parse(version.facts).tags, ...Tags.parse(model ? graph.artifact(model)?.facts : {}).tags };
  const stages = { fromStage: "staging", provenStage: null, toStage: "production" };
  const rule = policy && ruleFor(policy.document, { model: model?.id ?? null, tags, ...stages });
  return (rule?.attestations ?? []).filter(({ claim }) => Claim.options.includes(claim));
}

/**
 * The auditor's questions about a model version, answered from the events alone that the evidence proves, as of its position.
 * Whether the record as a whole is in order is not among them: that is for whoever checks the evidence.
 */
export function scoresAsOf(of: Scored, version: ArtifactSummary): Score[] {
  const { recorded } = of;
  const scored = { ...of, graph: graphOf(recorded) };
  const acted = attestations(scored, version);
  const scores = scoresOf({
    version,
    datasets: usedBy(scored, version, "dataset_version"),
    commits: usedBy(scored, version, "commit"),
    environments: usedBy(scored, version, "environment"),
    attached: attached(scored),
    doubts: doubts(scored),
    promotions: promotions(scored, version),
    attested: {
      attestations: acted,
      before: [],
      onlyAsserted: onlyAsserted(scored, version, acted),
      now: Instant.parse(recorded.asOf.at),
      live: null,
    },
    wanted: wanted(scored, version),
    openFindings: 0,
  });
  return scores.filter(({ check }) => check !== "log");
}
