import { counted } from "@/lib/contract/amount";
import type { PromotionReply } from "@/lib/contract/promotion";
import { sayReason } from "@/lib/contract/reasons";
import type { ArtifactSummary, AuditRow, LineageNode, LineageReply, TraceReply, Who } from "@/lib/contract/reply";

/** What stands where nothing is recorded. */
export const UNKNOWN = "(not recorded)";
const NAME_WIDTH = 13;

/** A name and what there is to say of it. */
export function line(name: string, text: string): string {
  return `${name.padEnd(NAME_WIDTH)}${text}`;
}

/** One line for each, or one that says that none is recorded. */
export function lines<Each>(name: string, all: readonly Each[], say: (each: Each) => string): string[] {
  return all.length === 0 ? [line(name, UNKNOWN)] : all.map((each, index) => line(index === 0 ? name : "", say(each)));
}

/** A fact of an artifact as text; empty where it is not recorded. */
export function fact({ facts }: ArtifactSummary, name: string): string {
  const value = facts[name];
  return value === undefined || value === null ? "" : String(value);
}

/** The parts that there are, with space between them. */
export function joined(...parts: readonly (string | null)[]): string {
  return parts.filter(Boolean).join("  ");
}

/** Names and values in one line. */
export function pairs(value: unknown): string {
  const entries = value !== null && typeof value === "object" ? Object.entries(value) : [];
  return entries.length === 0 ? UNKNOWN : entries.map(([name, each]) => `${name}=${each}`).join(" ");
}

/** Who it was, as far as the reader may know. */
export function sayWho({ name, username, account }: Who): string {
  return username ?? name ?? account;
}

type Sources = Pick<TraceReply, "run" | "commits" | "environments" | "datasets">;

/** The data, code, environment and parameters of a run. */
export function sources({ run, commits, environments, datasets }: Sources): string[] {
  return [
    ...lines("dataset", datasets, (dataset) => joined(dataset.id, fact(dataset, "sha256"))),
    ...lines("commit", commits, (commit) => joined(commit.id, fact(commit, "sha"), commit.role && `(${commit.role})`)),
    ...lines("environment", environments, (each) =>
      joined(each.id, fact(each, "lockfile_sha256") || fact(each, "image_digest")),
    ),
    line("parameters", pairs(run?.facts.parameters)),
  ];
}

/** From the prediction to the data in one line; then the code, the environment and the parameters. */
export function sayTrace(reply: TraceReply): string[] {
  const { prediction, deployment, modelVersion, run, datasets } = reply;
  const data = datasets.map(({ id }) => id).join(", ") || UNKNOWN;
  const steps = [prediction, deployment, modelVersion, run].map((step) => step?.id ?? UNKNOWN);
  return [[...steps, data].join(" -> "), ...sources(reply)];
}

/** One artifact of a walk: how far, on which side, and what it is joined to that is not shown. */
export function sayNode({ hops, side, type, id, unseen }: LineageNode): string {
  const hidden = (["upstream", "downstream"] as const).flatMap((where) =>
    unseen[where].map(({ type: kind, count }) => `${count} ${kind} ${where}`),
  );
  const where = side === "focus" ? "" : side;
  return `${String(hops).padStart(2)}  ${where.padEnd(10)}  ${type.padEnd(17)}  ${joined(id, hidden.length > 0 ? `(+ ${hidden.join(", ")})` : "")}`;
}

/** How much of the walk was shown. */
export function sayWalked({ total, totalIs, nodes, cursor }: LineageReply, isAll: boolean): string {
  const all = `${totalIs === "at_least" ? "at least " : ""}${counted(total, "artifact")}`;
  return isAll || cursor === null ? all : `${nodes.length} of ${all}; --all shows them all`;
}

/** One event of the audit trail in a line. */
export function sayEvent({ recordedAt, action, outcome, origin, who, subject, project, reasons }: AuditRow): string {
  const why = reasons.map(({ code }) => code).join(", ");
  return joined(
    recordedAt,
    action.padEnd(18),
    outcome.padEnd(7),
    sayWho(who),
    subject && `${subject.type} ${subject.id}`,
    origin === "asserted" ? "(asserted)" : null,
    project === "default" ? null : `[${project}]`,
    why && `(${why})`,
  );
}

/** How much of a list was shown. */
export function sayShown(shown: number, { total, totalIs }: { total: number; totalIs: "exact" | "at_least" }): string {
  const all = `${totalIs === "at_least" ? "at least " : ""}${total}`;
  return `${shown} of ${all}${shown < total ? "; --all shows them all" : ""}`;
}

/** A promotion request with who decided what, its evidence, and what its gate wants. */
export function sayPromotion({ promotion, approvals, rejections, attestations, gate }: PromotionReply): string[] {
  const verdict = ({ by, at }: { by: Who; at: string }) => joined(sayWho(by), at);
  return [
    `${promotion.id}: ${promotion.modelVersion} from ${promotion.fromStage} to ${promotion.toStage}, ${promotion.state}`,
    line("requested", joined(sayWho(promotion.requestedBy), promotion.requestedAt)),
    ...lines("approved by", approvals, verdict),
    ...(rejections.length > 0 ? lines("rejected by", rejections, verdict) : []),
    ...lines("attested", attestations, (each) => joined(fact(each, "claim"), fact(each, "result"), each.id)),
    gate.open ? "The gate is open." : "The gate is shut:",
    ...gate.reasons.map((reason) => `  ${sayReason(reason)}`),
  ];
}
