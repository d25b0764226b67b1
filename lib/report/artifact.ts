import { Envelope } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";
import type { DossierQuery, DossierType } from "@/lib/contract/dossier";
import type { AuditRow } from "@/lib/contract/reply";
import { mlBom } from "@/lib/exchange/cyclonedx";
import { provDocument } from "@/lib/exchange/prov-json";
import { graphOf, modelVersionOf } from "@/lib/exchange/recorded-graph";
import { trainingProvenance } from "@/lib/exchange/slsa";
import type { ReadTx } from "@/lib/graph/session";
import { lineOf } from "@/lib/ledger/event-node";
import type { LogStorage } from "@/lib/log/storage";
import type { DossierEntry } from "@/lib/tlog/dossier";
import { answerOf, wentFrom } from "./answer";
import { environmentPackages } from "./environments";
import { type Evidence, loggedEvents, provenEntries } from "./evidence";
import { gather } from "./gather";
import type { Report } from "./pdf/cover";
import { writeLineage } from "./pdf/lineage";
import type { Position } from "./position";
import { referredBy } from "./referred";
import { type LogEvent, scoresAsOf } from "./scored";
import { signedStatements } from "./statements";
import { answered } from "./template";
import { EU_AI_ACT } from "./templates/eu-ai-act";
import { anonymous, called } from "./words";

const TEMPLATES = { "eu-ai-act": EU_AI_ACT } as const;

/** What is asked for: about which artifact. */
export interface AboutArtifact {
  readonly project: string;
  readonly focus: { readonly type: DossierType; readonly id: string };
  readonly template?: DossierQuery["template"];
  readonly audience: DossierQuery["audience"];
  /** May whoever takes it know who looked? */
  readonly maySeeLooks: boolean;
}

/** The events as the log has them, so that whoever checks the entries has checked what is said by them. */
function eventsIn(entries: readonly DossierEntry[]): LogEvent[] {
  return entries.map(({ note }) => ({ note, event: Envelope.parse(JSON.parse(lineOf(note))) }));
}

/** The artifacts as the entries themselves declare them. */
function declared(entries: readonly DossierEntry[], events: readonly LogEvent[], wanted: ReadonlySet<string>) {
  return events.flatMap(({ event: { created = [] } }, at) =>
    created.filter((each) => wanted.has(refKey(each))).map((each) => ({ ...each, entry: entries[at]?.index })),
  );
}

/** Those of `rows` whose events name `ref`: as what they are about, beside it, or as what a rollback took out of use. */
function actsAbout(rows: readonly AuditRow[], events: readonly LogEvent[], ref: Ref): AuditRow[] {
  const named = events.filter(({ event: { subject, related = [] } }) =>
    [...(subject ? [subject] : []), ...related].some((each) => refKey(each) === refKey(ref)),
  );
  const ids = new Set(named.map(({ event }) => event.id));
  return rows.filter((row) => ids.has(row.id) || wentFrom(row, ref));
}

const MOST_TITLE = 80;

/** A title is one line or two; the question below it names its subject whole. */
function shortened(text: string): string {
  return text.length > MOST_TITLE ? `${text.slice(0, MOST_TITLE - 1)}…` : text;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The dossier of an artifact: what made it, what was decided and said about it, with its evidence. */
export async function artifactReport(
  tx: ReadTx,
  storage: LogStorage,
  position: Position,
  { project, focus, template, audience, maySeeLooks }: AboutArtifact,
): Promise<Report> {
  const isInside = audience === "inside";
  const all = await gather(tx, { project, focus, position }, maySeeLooks && isInside);
  const gathered = isInside ? all : { ...all, recorded: { ...all.recorded, events: anonymous(all.recorded.events) } };
  const { recorded, looks = [], policy } = gathered;
  const ids = [...new Set([...recorded.events, ...looks].map(({ id }) => id))];
  const proven = await provenEntries(storage, position, await loggedEvents(tx, position, ids), ids.length);
  const referred = await referredBy(tx, position, proven.entries);
  const events = eventsIn(proven.entries);
  const wanted = new Set(recorded.artifacts.map((each: Ref) => refKey(each)));
  const environments = await environmentPackages(recorded, events);
  const provenance = trainingProvenance(recorded);
  const about = { project, type: focus.type, id: focus.id };
  const placed = events.map(({ event: envelope }, at) => ({ index: proven.entries[at]?.index ?? 0, envelope }));
  // What somebody signed cannot be told without what it says of people.
  const statements = isInside ? await signedStatements(tx, placed) : {};
  const evidence: Evidence = {
    about,
    entries: proven.entries,
    documents: {
      "artifacts.json": json(declared(proven.entries, events, wanted)),
      "lineage.prov.json": json(provDocument(recorded)),
      "model.cdx.json": json(mlBom(recorded, environments.packages)),
      ...(provenance ? { "training.intoto.json": json(provenance) } : {}),
      ...statements,
      ...(policy ? { "policy.json": json(policy.document) } : {}),
    },
  };
  const version = modelVersionOf(graphOf(recorded));
  const acts = actsAbout(recorded.events, events, focus.type === "promotion_request" || !version ? focus : version);
  const { question, answer, gaps } = answerOf(recorded, focus.type, acts);
  const scores = version ? scoresAsOf({ recorded, events, policy }, version) : [];
  return {
    title: `Dossier: ${shortened(called(focus))}`,
    project,
    question,
    answer,
    gaps: [...gaps, ...gathered.gaps, ...environments.gaps, ...proven.gaps],
    evidence,
    events: ids,
    volumes: 1,
    write: (paper) =>
      writeLineage(paper, {
        gathered,
        events,
        scores,
        inLog: { places: proven.places, referred },
        answered: template && answered(TEMPLATES[template], recorded),
      }),
  };
}
