import type { ActionName } from "@/graph-schema/actions";
import type { ArtifactType } from "@/graph-schema/names";
import { counted } from "@/lib/contract/amount";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import { called, listed, moment } from "./words";

/** What of a record may answer a clause. */
type Evidence =
  | "version"
  | "run"
  | "code"
  | "environment"
  | "parameters"
  | "training_data"
  | "metrics"
  | "tests"
  | "fairness"
  | "approvals"
  | "changes"
  | "observations"
  | "incidents"
  | "predictions"
  | "log"
  | "proof"
  | "oldest";

/** A law or norm as data: what each clause asks for, what of the record answers it, and what no record here ever does. */
export interface Template {
  readonly name: string;
  readonly source: string;
  readonly clauses: readonly {
    readonly clause: string;
    readonly demand: string;
    readonly answeredBy: readonly Evidence[];
    readonly open: readonly string[];
  }[];
}

/** A template, answered by one record. */
export interface Answered {
  readonly name: string;
  readonly source: string;
  readonly rows: readonly {
    readonly clause: string;
    readonly demand: string;
    readonly answers: readonly string[];
    readonly open: readonly string[];
  }[];
}

/** As much of a digest as tells it from others; it stands whole among the artifacts. */
const SHOWN_DIGEST = 19;
/** More names than that are a number. */
const MOST_NAMED = 4;

function named(all: readonly string[]): string {
  const rest = all.length - MOST_NAMED;
  return rest > 0 ? listed([...all.slice(0, MOST_NAMED), `${rest} more`]) : listed(all);
}

function ofType({ artifacts }: RecordedLineage, ...types: readonly ArtifactType[]): ArtifactSummary[] {
  return artifacts.filter(({ type }) => types.includes(type));
}

function digestOf({ facts: { sha256, sha, lockfile_sha256: lockfile } }: ArtifactSummary): string {
  const digest = [sha256, sha, lockfile].find((each) => typeof each === "string");
  return typeof digest === "string" ? ` (${digest.slice(0, SHOWN_DIGEST)}…)` : "";
}

function things(recorded: RecordedLineage, what: string, ...types: readonly ArtifactType[]): string | undefined {
  const found = ofType(recorded, ...types).map((each) => `${called(each)}${digestOf(each)}`);
  return found.length > 0 ? `${what}: ${named(found)}.` : undefined;
}

function deeds({ events }: RecordedLineage, what: string, ...actions: readonly ActionName[]): string | undefined {
  const count = events.filter(({ action, outcome }) => outcome === "done" && actions.some((each) => each === action));
  return count.length > 0 ? `${what}: ${counted(count.length, "event")}.` : undefined;
}

function claims(recorded: RecordedLineage, what: string, ...wanted: readonly string[]): string | undefined {
  const found = ofType(recorded, "attestation").filter(({ facts: { claim } }) => wanted.some((each) => each === claim));
  const said = found.map(
    ({ id, facts: { result }, recordedAt }) => `${id}, ${String(result ?? "no result")}, ${moment(recordedAt)} UTC`,
  );
  return found.length > 0 ? `${what}: ${named(said)}.` : undefined;
}

function withFact(recorded: RecordedLineage, fact: string, what: string): string | undefined {
  const found = ofType(recorded, "run", "model_version").filter(({ facts }) => facts[fact] !== undefined);
  return found.length > 0 ? `${what}: recorded with ${named(found.map(called))}.` : undefined;
}

/** Each kind of evidence: how a record is searched for it, and what is said where there is none. */
const SEARCHES: Readonly<Record<Evidence, readonly [(recorded: RecordedLineage) => string | undefined, string]>> = {
  version: [(all) => things(all, "Version", "model_version"), "No model version is recorded."],
  run: [(all) => things(all, "Training", "run"), "No training run is recorded."],
  code: [(all) => things(all, "Code", "commit"), "The code is not recorded."],
  environment: [(all) => things(all, "Environment", "environment"), "The environment is not recorded."],
  parameters: [(all) => withFact(all, "parameters", "Parameters"), "No parameters are recorded."],
  training_data: [(all) => things(all, "Data", "dataset_version"), "The data are not recorded."],
  metrics: [(all) => withFact(all, "metrics", "Metrics"), "No metrics are recorded."],
  tests: [(all) => claims(all, "Tests", "tests", "performance"), "No tests are attested."],
  fairness: [(all) => claims(all, "Fairness", "fairness"), "No fairness evaluation is attested."],
  approvals: [
    (all) => deeds(all, "People decided", "approve", "reject", "override"),
    "Nobody approved or rejected it.",
  ],
  changes: [
    (all) => deeds(all, "Changes", "register", "promote", "deploy", "rollback", "retire"),
    "No change of its state is recorded.",
  ],
  observations: [(all) => deeds(all, "Observed", "observe"), "No observation of its performance is recorded."],
  incidents: [(all) => things(all, "Incidents", "incident") ?? "No incident is recorded.", ""],
  predictions: [(all) => deeds(all, "Predictions", "predict"), "No prediction of it is in this document."],
  log: [({ events }) => `${events.length} events in this document.`, ""],
  proof: [({ asOf }) => `Proven as of entry ${asOf.position} of the log by the attached evidence.`, ""],
  oldest: [
    ({ events: [first] }) =>
      first && `The oldest event here was recorded ${moment(first.recordedAt)} UTC, and none is ever deleted.`,
    "No event is recorded.",
  ],
};

/** What of the record answers each clause, and what remains open. */
export function answered({ name, source, clauses }: Template, recorded: RecordedLineage): Answered {
  const rows = clauses.map(({ clause, demand, answeredBy, open }) => {
    const found = answeredBy.map((evidence) => {
      const [search, none] = SEARCHES[evidence];
      return { answer: search(recorded), none };
    });
    return {
      clause,
      demand,
      answers: found.flatMap(({ answer }) => answer ?? []),
      open: [...found.flatMap(({ answer, none }) => (answer === undefined ? [none] : [])), ...open],
    };
  });
  return { name, source, rows };
}
