import { createHash } from "node:crypto";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT, type Ref, refKey } from "@/graph-schema/names";
import type { Stamp } from "@/graph-schema/values";
import { type Topic, topicOf } from "@/lib/contract/findings";
import type { OpenCounts } from "@/lib/contract/log";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { appendDecision, lockSubject } from "@/lib/ledger/decision";
import { type Recorded, sole } from "@/lib/ledger/draft";
import { type ToldFinding, toldFindings } from "./told-findings";

/** What was found to be wrong with the record. The sentence for each is in lib/contract/reasons.ts. */
export interface Breach {
  /** A reason code, such as `entry_differs`. */
  readonly kind: string;
  /** Ids and digests, nothing personal: it stays in the log. */
  readonly detail: string;
  readonly severity?: "warning" | "critical";
  /** The entry of the log that it is about. */
  readonly entry?: number;
  /** The recorded artifact whose bytes it is about, where it is not about the record itself. */
  readonly concerns?: Concerned & { readonly stamp: Stamp };
  /** Where it happened, where it concerns a project and no artifact of it. */
  readonly project?: string;
}

/** An artifact that a finding is about. */
interface Concerned {
  readonly project: string;
  readonly ref: Ref;
}

/** The same breach has the same name, so that a sweep which meets it again every minute says it once. */
function nameOf({ kind, detail, concerns }: Breach): string {
  const about = concerns ? `\n${concerns.project} ${refKey(concerns.ref)}` : "";
  return createHash("sha256").update(`${kind}\n${detail}${about}`).digest("hex").slice(0, 16);
}

/** A finding that nobody has resolved; somebody may have said that they look into it. */
export type OpenFinding = ToldFinding;

/** The findings that nobody has resolved. */
export async function openFindings(tx: ReadTx): Promise<OpenFinding[]> {
  return (await toldFindings(tx)).filter(({ state }) => state !== "resolved");
}

/** Those of `findings` that are about the record itself, on which everything rests. */
export function aboutTheRecord(findings: readonly OpenFinding[]): OpenFinding[] {
  return findings.filter((each) => topicOf(each) === "record");
}

/** How many findings are open, by what they are about. */
export function countOpen(open: readonly OpenFinding[]): OpenCounts {
  const count = (topic: Topic) => open.filter((each) => topicOf(each) === topic).length;
  return {
    record: count("record"),
    artifacts: count("artifacts"),
    access: count("access"),
    reports: count("reports"),
    privacy: count("privacy"),
  };
}

/** The name of the first finding about the same: those that came back after they were resolved have a number besides. */
function firstOf(id: string): string {
  return id.replace(/\.\d+$/, "");
}

/**
 * Records that something is wrong with the record, or with the bytes of an artifact, as Pedigree's own act. What is open
 * already is not said again.
 */
export function raise(system: EnvelopeActor, breach: Breach): Promise<Recorded | "open already"> {
  return write(async (tx) => {
    await lockSubject(tx, DEFAULT_PROJECT, { type: "finding", id: "raise" });
    const name = `find:${nameOf(breach)}`;
    const same = (await toldFindings(tx)).filter(({ id }) => firstOf(id) === name);
    if (same.some(({ state }) => state !== "resolved")) {
      return "open already";
    }
    // One that comes back after it was resolved is another finding, also where the database lost the first.
    const finding = { type: "finding", id: same.length === 0 ? name : `${name}.${same.length + 1}` } as const;
    const { kind, detail, severity = "critical", entry, concerns, project = DEFAULT_PROJECT } = breach;
    return appendDecision(tx, {
      project: concerns?.project ?? project,
      action: "alert",
      origin: "acted",
      outcome: "done",
      actor: system,
      subject: finding,
      created: [{ ...finding, facts: { kind, detail, severity } }],
      facts: entry === undefined ? {} : { entry },
      ...(concerns ? about(finding, concerns) : {}),
    });
  });
}

/** A breach that touches everything would fill the record with findings: so many are raised at once, and so many of a kind stand open. */
const MOST_RAISED = 20;
const MOST_OPEN = 200;

/**
 * Records what a verification found; says what of it is new, with the event that says so. What is open already takes no other's
 * place: whoever breaks much hides nothing behind it.
 */
export async function raiseFirst(
  system: EnvelopeActor,
  breaches: readonly Breach[],
): Promise<{ readonly breach: Breach; readonly event: string }[]> {
  const open = breaches.length === 0 ? [] : await read(openFindings);
  const names = new Set(open.map(({ id }) => firstOf(id)));
  const standing = new Map<string | null, number>();
  for (const { kind } of open) {
    standing.set(kind, (standing.get(kind) ?? 0) + 1);
  }
  const raised = [];
  for (const breach of breaches) {
    const count = standing.get(breach.kind) ?? 0;
    if (raised.length === MOST_RAISED) {
      break;
    }
    if (names.has(`find:${nameOf(breach)}`) || count >= MOST_OPEN) {
      continue;
    }
    const recorded = await raise(system, breach);
    if (recorded !== "open already") {
      raised.push({ breach, event: recorded.id });
      standing.set(breach.kind, count + 1);
    }
  }
  return raised;
}

function about(finding: Ref, { ref, stamp }: NonNullable<Breach["concerns"]>) {
  return { related: [ref], links: [{ rel: "CONCERNS" as const, from: finding, to: ref }], after: stamp };
}

type Acted =
  | { readonly outcome: "done"; readonly recorded: Recorded }
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded };

/** One thing that a person does about a finding, and why it may not be done to one in this state. */
interface Deed {
  readonly action: "acknowledge" | "resolve";
  reasonsToRefuse(finding: Pick<ToldFinding, "id" | "state">): Reason[];
}

/** Why a finding may not be acknowledged. An empty list means that it may. */
export function reasonsToRefuseAcknowledging({ id, state }: Pick<ToldFinding, "id" | "state">): Reason[] {
  if (state === "acknowledged") {
    return [reason("finding_acknowledged", { finding: id })];
  }
  return state === "open" ? [] : [reason("finding_not_open", { finding: id })];
}

function reasonsToRefuseResolving({ id, state }: Pick<ToldFinding, "id" | "state">): Reason[] {
  return state === "resolved" ? [reason("finding_not_open", { finding: id })] : [];
}

/** Nobody answers an alarm that they themselves, under whichever account, set off. */
function isAboutOneself(finding: ToldFinding, { account, person }: EnvelopeActor): boolean {
  const { detail } = finding;
  return topicOf(finding) === "access" && [account, person].some((each) => each && detail?.includes(each));
}

function act(actor: EnvelopeActor, id: string, text: string, { action, reasonsToRefuse }: Deed): Promise<Acted> {
  const subject = { type: "finding", id } as const;
  return write(async (tx) => {
    await lockSubject(tx, DEFAULT_PROJECT, subject);
    const finding = (await toldFindings(tx)).find((each) => each.id === id);
    // An event about a finding that nobody ever raised would have nothing in the graph to be about.
    if (!finding) {
      throw new NotFound(`there is no finding ${id}`);
    }
    const { project } = finding;
    const deed = { project, action, origin: "acted", actor, subject } as const;
    const reasons = [
      ...reasonsToRefuse(finding),
      ...(isAboutOneself(finding, actor) ? [reason("own_emergency")] : []),
      ...(actor.type === "user" ? [] : [reason("approver_must_be_a_person")]),
    ];
    if (reasons.length > 0) {
      const recorded = sole(await append(tx, [{ ...deed, outcome: "refused", reasons }]));
      return { outcome: "refused", reasons, recorded };
    }
    const comment = { name: "comment", key: subjectKey(actor.account), content: { text } };
    const recorded = await appendDecision(tx, { ...deed, outcome: "done", payloads: [comment] });
    return { outcome: "done", recorded };
  });
}

/** Records that a named person looks into a finding, and why. It stays open, and what it shuts stays shut. */
export function acknowledge(actor: EnvelopeActor, id: string, text: string): Promise<Acted> {
  return act(actor, id, text, { action: "acknowledge", reasonsToRefuse: reasonsToRefuseAcknowledging });
}

/** Records that a named person looked into a finding and what they found; promotions are shut until then. */
export function resolve(actor: EnvelopeActor, id: string, text: string): Promise<Acted> {
  return act(actor, id, text, { action: "resolve", reasonsToRefuse: reasonsToRefuseResolving });
}
