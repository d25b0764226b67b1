import { createHash } from "node:crypto";
import { z } from "zod";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT, type Ref, refKey } from "@/graph-schema/names";
import type { Stamp } from "@/graph-schema/values";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, write } from "@/lib/graph/session";
import { headsUnder } from "@/lib/keys/client";
import { append } from "@/lib/ledger/append";
import { appendDecision, decisionKey, lockSubject } from "@/lib/ledger/decision";
import { type Recorded, sole } from "@/lib/ledger/draft";
import { provenEnvelope } from "@/lib/ledger/proven";
import { FINDING_EVENTS } from "./queries";

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
}

/** An artifact that a finding is about. */
interface Concerned {
  readonly project: string;
  readonly ref: Ref;
}

/** A finding that nobody has resolved. `kind` is null where the database lost the finding itself. */
export interface OpenFinding {
  readonly id: string;
  readonly kind: string | null;
  readonly severity: string | null;
  readonly detail: string | null;
  readonly recordedAt: string | null;
  /** The project in which it is recorded: the artifact's, or the default one. */
  readonly project: string;
  /** Null where it is about the record itself, or where nobody knows any more what it was about. */
  readonly concerns: Ref | null;
}

/** Where the key process keeps findings, of whatever project. */
const HEAD = new RegExp(`^${decisionKey("([a-z0-9-]+)", { type: "finding", id: "(.+)" })}$`);
const Row = z.object({ id: z.string(), note: z.string() });

/** The same breach has the same name, so that a sweep which meets it again every minute says it once. */
function nameOf({ kind, detail, concerns }: Breach): string {
  const about = concerns ? `\n${concerns.project} ${refKey(concerns.ref)}` : "";
  return createHash("sha256").update(`${kind}\n${detail}${about}`).digest("hex").slice(0, 16);
}

interface Told {
  readonly found: ReadonlyMap<string, OpenFinding>;
  readonly resolved: ReadonlySet<string>;
}

interface Head {
  readonly project: string;
  readonly action: string;
}

/** Findings as the database and the key process know them, read and verified once. */
interface Known extends Told {
  readonly heads: ReadonlyMap<string, Head>;
}

/** What the database says, as far as the recorder signed it. */
async function told(tx: ReadTx): Promise<Told> {
  const found = new Map<string, OpenFinding>();
  const resolved = new Set<string>();
  for (const { id, note } of await tx.rows(FINDING_EVENTS, {}, Row)) {
    const envelope = await provenEnvelope(note);
    const isAct = envelope?.origin === "acted" && envelope.outcome === "done" && envelope.subject?.id === id;
    const [made] = envelope?.created ?? [];
    if (isAct && envelope.action === "alert" && made) {
      const { kind, severity, detail } = z
        .object({ kind: z.string(), severity: z.string(), detail: z.string() })
        .parse(made.facts);
      const concerns = envelope.links?.find(({ rel }) => rel === "CONCERNS")?.to ?? null;
      found.set(id, {
        id,
        kind,
        severity,
        detail,
        recordedAt: envelope.recorded_at,
        project: envelope.project,
        concerns,
      });
    }
    if (isAct && envelope.action === "resolve") {
      resolved.add(id);
    }
  }
  return { found, resolved };
}

async function known(tx: ReadTx): Promise<Known> {
  const said = await told(tx);
  const heads = new Map<string, Head>();
  for (const { subject, action } of await headsUnder("decision:", ":finding:")) {
    const finding = findingOf(subject);
    if (finding) {
      heads.set(finding.id, { project: finding.project, action });
    }
  }
  return { ...said, heads };
}

/** Pure. */
function openAmong({ found, resolved, heads }: Known): OpenFinding[] {
  const isOpen = (id: string) => (heads.has(id) ? heads.get(id)?.action === "alert" : !resolved.has(id));
  const lost = [...heads].filter(([id]) => !found.has(id)).map(([id, { project }]) => unknownFinding(id, project));
  return [...found.values(), ...lost].filter(({ id }) => isOpen(id));
}

/**
 * The findings that nobody has resolved. What is kept outside of the database counts as much as what is in it, so that
 * neither a finding that was deleted nor a resolution that was forged closes one.
 */
export async function openFindings(tx: ReadTx): Promise<OpenFinding[]> {
  return openAmong(await known(tx));
}

/** The project and the id of a finding that is kept outside of the database. */
function findingOf(subject: string): { readonly project: string; readonly id: string } | undefined {
  const [, project, id] = HEAD.exec(subject) ?? [];
  return project !== undefined && id !== undefined ? { project, id } : undefined;
}

function unknownFinding(id: string, project: string): OpenFinding {
  return { id, kind: null, severity: null, detail: null, recordedAt: null, project, concerns: null };
}

/** Those of `findings` that are about the record itself, on which everything rests. */
export function aboutTheRecord(findings: readonly OpenFinding[]): OpenFinding[] {
  return findings.filter(({ concerns }) => concerns === null);
}

/**
 * Records that something is wrong with the record, or with the bytes of an artifact, as Pedigree's own act. What is open
 * already is not said again.
 */
export function raise(system: EnvelopeActor, breach: Breach): Promise<Recorded | "open already"> {
  return write(async (tx) => {
    await lockSubject(tx, DEFAULT_PROJECT, { type: "finding", id: "raise" });
    const name = `find:${nameOf(breach)}`;
    const findings = await known(tx);
    const isSame = (id: string) => id === name || id.startsWith(`${name}.`);
    if (openAmong(findings).some(({ id }) => isSame(id))) {
      return "open already";
    }
    // One that comes back after it was resolved is another finding, also where the database lost the first.
    const times = [...new Set([...findings.found.keys(), ...findings.heads.keys()])].filter(isSame).length;
    const finding = { type: "finding", id: times === 0 ? name : `${name}.${times + 1}` } as const;
    const { kind, detail, severity = "critical", entry, concerns } = breach;
    return appendDecision(tx, {
      project: concerns?.project ?? DEFAULT_PROJECT,
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

/** A breach that touches everything would fill the record with findings; the first ones say enough. */
const MOST_RAISED = 20;

/** Records what a verification found; says what of it is new, with the event that says so. */
export async function raiseFirst(
  system: EnvelopeActor,
  breaches: readonly Breach[],
): Promise<{ readonly breach: Breach; readonly event: string }[]> {
  const raised = [];
  for (const breach of breaches.slice(0, MOST_RAISED)) {
    const recorded = await raise(system, breach);
    if (recorded !== "open already") {
      raised.push({ breach, event: recorded.id });
    }
  }
  return raised;
}

function about(finding: Ref, { ref, stamp }: NonNullable<Breach["concerns"]>) {
  return { related: [ref], links: [{ rel: "CONCERNS" as const, from: finding, to: ref }], after: stamp };
}

type Resolved =
  | { readonly outcome: "done"; readonly recorded: Recorded }
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded };

/** Records that a named person looked into a finding and what they found; promotions are shut until then. */
export function resolve(actor: EnvelopeActor, id: string, text: string): Promise<Resolved> {
  const subject = { type: "finding", id } as const;
  return write(async (tx) => {
    await lockSubject(tx, DEFAULT_PROJECT, subject);
    const findings = await known(tx);
    const open = openAmong(findings).find((each) => each.id === id);
    const finding = open ?? findings.found.get(id);
    // An event about a finding that nobody ever raised would have nothing in the graph to be about.
    if (!finding) {
      throw new NotFound(`there is no finding ${id}`);
    }
    const isOpen = open !== undefined;
    const { project } = finding;
    const deed = { project, action: "resolve", origin: "acted", actor, subject } as const;
    const reasons = [
      ...(isOpen ? [] : [reason("finding_not_open", { finding: id })]),
      ...(actor.type === "user" ? [] : [reason("approver_must_be_a_person")]),
    ];
    if (reasons.length > 0) {
      const recorded = sole(await append(tx, [{ ...deed, outcome: "refused", reasons }]));
      return { outcome: "refused", reasons, recorded };
    }
    const comment = { name: "comment", key: `project:${project}`, content: { text } };
    const recorded = await appendDecision(tx, { ...deed, outcome: "done", payloads: [comment] });
    return { outcome: "done", recorded };
  });
}
