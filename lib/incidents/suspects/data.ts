import { type Ref, refKey } from "@/graph-schema/names";
import type { Change, Signal, Suspect, SuspectCode } from "@/lib/contract/cause";
import { type Case, detail, recordsOf, signal, suspect, type Warning, wasApproved } from "./case";

// New data comes with almost every new version, so that alone says little; what is out of the ordinary about it says much.
const CHANGED = 15;
const SCHEMA = 25;
const WARNED = { warned: 30, failed: 40 } as const;
const OVERRIDDEN = 30;
const NOBODY_LOOKED = 10;
const FEATURES_TOO = 5;
const ROWS = [
  { least: 0.5, points: 40 },
  { least: 0.2, points: 25 },
  { least: 0.1, points: 8 },
] as const;
const ABOUT_DATA = new Set(["drift", "data_validation"]);

/** By how much the number of rows changed, as a share of what it was. */
function rowsChanged(change: Change): number | undefined {
  const rows = detail(change, "row_count");
  const [was, is] = [Number(rows?.before ?? Number.NaN), Number(rows?.after ?? Number.NaN)];
  return was > 0 && Number.isFinite(is) ? (is - was) / was : undefined;
}

function shapeSignals(change: Change): Signal[] {
  const share = rowsChanged(change);
  const row = share === undefined ? undefined : ROWS.find(({ least }) => Math.abs(share) >= least);
  const schema = detail(change, "schema_sha256");
  const isOtherSchema = schema !== undefined && schema.before !== null && schema.after !== null;
  return [
    ...(row && share !== undefined
      ? [signal("rows_jumped", row.points, recordsOf(change), { percent: Math.round(share * 100) })]
      : []),
    ...(isOtherSchema ? [signal("schema_changed", SCHEMA, recordsOf(change))] : []),
  ];
}

/** Does the data set differ so much that what was derived from it differs because of that? */
function isStriking(change: Change): boolean {
  return shapeSignals(change).some(({ points }) => points >= SCHEMA);
}

/** The data sets from which `id` was derived, and those of these in turn. */
function ancestors(derived: Case["after"]["derived"], id: string): ReadonlySet<string> {
  const found = new Set<string>();
  let next = [id];
  while (next.length > 0) {
    next = derived.filter(([from, to]) => next.includes(from) && !found.has(to)).map(([, to]) => to);
    for (const each of next) {
      found.add(each);
    }
  }
  return found;
}

function worst(warnings: readonly Warning[]): Warning["verdict"] {
  return warnings.some(({ verdict }) => verdict === "failed") ? "failed" : "warned";
}

function warningSignal(warnings: readonly Warning[]): Signal[] {
  const [first] = warnings;
  if (!first) {
    return [];
  }
  const evidence = warnings.map(({ report, about, eventId }) => ({ ref: report ?? about, eventId }));
  const kinds = [...new Set(warnings.map(({ kind }) => kind.replaceAll("_", " ")))].join(" and ");
  const verdict = worst(warnings);
  return [signal("data_warned", WARNED[verdict], evidence, { kinds, verdict, id: first.about.id })];
}

function passageSignals({ passages, after }: Case): Signal[] {
  const over = passages.filter(({ overridden }) => overridden.length > 0);
  const evidence = passages.map(({ eventId }) => ({ ref: null, eventId }));
  const checks = [...new Set(over.flatMap(({ overridden }) => overridden))].join(", ").replaceAll("_", " ");
  const isAutomated = passages.some((passage) => passage.isAutomated);
  return [
    ...(over.length > 0
      ? [
          signal(
            "check_overridden",
            OVERRIDDEN,
            over.map(({ eventId }) => ({ ref: null, eventId })),
            { checks },
          ),
        ]
      : []),
    ...(wasApproved(after)
      ? []
      : [signal(isAutomated ? "promoted_automatically" : "nobody_approved", NOBODY_LOOKED, evidence)]),
  ];
}

/** Features and data often go wrong together: a warning about the data may be about what new code made of it. */
function featureSignals({ changes }: Case): Signal[] {
  const commits = changes.filter(
    ({ aspect, name, after }) => aspect === "code" && /feature/.test(name) && after !== null,
  );
  return commits.map((commit) =>
    signal("features_changed_too", FEATURES_TOO, recordsOf(commit).slice(0, 1), { id: commit.after?.value ?? "" }),
  );
}

function aboutData({ warnings }: Case, ids: ReadonlySet<string>): Warning[] {
  return warnings.filter(
    ({ kind, about }) => ABOUT_DATA.has(kind) && about.type === "dataset_version" && ids.has(about.id),
  );
}

interface Weighed {
  readonly change: Change;
  readonly ref: Ref;
  /** The change further up because of which this one is as it is. */
  readonly root: Ref | undefined;
  readonly warnings: readonly Warning[];
}

/** Warnings about data that was derived from a data set that differs strikingly are warnings about that. */
function weigh(scene: Case): Weighed[] {
  const { changes, after } = scene;
  const data = changes.flatMap((change) => {
    const ref = change.after?.ref;
    return ref && (change.aspect === "data" || change.aspect === "upstream_data") ? [{ change, ref }] : [];
  });
  const unique = [...new Map(data.map((each) => [refKey(each.ref), each])).values()];
  const striking = unique.filter(({ change }) => isStriking(change));
  return unique.map(({ change, ref }) => {
    const above = ancestors(after.derived, ref.id);
    const root = striking.find((each) => above.has(each.ref.id))?.ref;
    const below = isStriking(change)
      ? unique.filter((each) => ancestors(after.derived, each.ref.id).has(ref.id)).map((each) => each.ref.id)
      : [];
    return { change, ref, root, warnings: root ? [] : aboutData(scene, new Set([ref.id, ...below])) };
  });
}

function commitIn(signals: readonly Signal[]): { commit?: string } {
  const id = signals.find(({ code }) => code === "features_changed_too")?.params.id;
  return typeof id === "string" ? { commit: id } : {};
}

/** What is out of the ordinary about one data set; of one that follows from another further up, only that. */
function signalsOf(scene: Case, { change, root, warnings }: Weighed): Signal[] {
  if (root) {
    return [signal("follows_upstream", 0, [{ ref: root, eventId: null }], { id: root.id })];
  }
  const isWarned = warnings.length > 0;
  return [
    ...shapeSignals(change),
    ...warningSignal(warnings),
    ...(isWarned ? passageSignals(scene) : []),
    ...(isWarned && change.aspect === "data" ? featureSignals(scene) : []),
  ];
}

function codeOf(change: Change, signals: readonly Signal[]): SuspectCode {
  const has = (code: string) => signals.some((each) => each.code === code);
  if (change.aspect === "upstream_data") {
    return "upstream_data_changed";
  }
  if (has("check_overridden")) {
    return "overridden_warning";
  }
  return has("data_warned") ? "warned_data" : "data_changed";
}

/** The data sets that are others than before, each with what is out of the ordinary about it. */
export function dataSuspects(scene: Case): Suspect[] {
  return weigh(scene).map((weighed) => {
    const { change, ref } = weighed;
    const said = change.aspect === "upstream_data" ? "upstream_is_other" : "data_is_other";
    const signals = signalsOf(scene, weighed);
    const changed = signal(said, CHANGED, recordsOf(change), {
      after: ref.id,
      before: change.before?.value ?? "not there",
    });
    const params = { id: ref.id, ...commitIn(signals) };
    return suspect(codeOf(change, signals), [changed, ...signals], { subject: ref, params });
  });
}
