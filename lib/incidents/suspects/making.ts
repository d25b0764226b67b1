import type { Change, Signal, Suspect } from "@/lib/contract/cause";
import { type Case, detail, recordsOf, signal, suspect, wasApproved } from "./case";

const DAY_MS = 86_400_000;

const CODE = { changed: 25, telling: 10, fresh: 5, untested: 10, unapproved: 5, harmless: -15 } as const;
const FRESH_DAYS = 3;
const TELLING_ROLE = /feature|training|serving|preprocess/;
// Conventional Commits. A summary is its author's own word, so it takes weight away and never clears anybody.
const HARMLESS = /^(docs|test|tests|chore|ci|style)(\([^)]*\))?!?:/;

function isTested({ after }: Case): boolean {
  return after.attestations.some(({ facts }) => facts.claim === "tests" && facts.result === "passed");
}

function recordedAt(scene: Case, change: Change): string | undefined {
  return scene.after.inputs.find(({ artifact }) => artifact.id === change.after?.value)?.artifact.recordedAt;
}

/** How long before it went live the change was recorded, where it was not long. */
function freshness(scene: Case, change: Change): Signal[] {
  const [made, live] = [
    Date.parse(recordedAt(scene, change) ?? ""),
    Date.parse(scene.after.deployment?.recordedAt ?? ""),
  ];
  const days = (live - made) / DAY_MS;
  return days >= 0 && days <= FRESH_DAYS
    ? [signal("recorded_shortly_before", CODE.fresh, recordsOf(change).slice(0, 1))]
    : [];
}

/** The commits that are others than before. */
export function codeSuspects(scene: Case): Suspect[] {
  return scene.changes
    .filter(({ aspect }) => aspect === "code")
    .map((change) => {
      const records = recordsOf(change);
      const [own] = records;
      const evidence = own ? [own] : [];
      const summary = detail(change, "summary")?.after ?? "";
      const role = change.name.replaceAll("_", " ");
      const id = change.after?.value ?? change.before?.value ?? "";
      return suspect(
        "code_changed",
        [
          signal("code_is_other", CODE.changed, records, { role, id }),
          ...(TELLING_ROLE.test(change.name) ? [signal("code_makes_model", CODE.telling, evidence, { role })] : []),
          ...freshness(scene, change),
          ...(isTested(scene) ? [] : [signal("not_tested", CODE.untested, [])]),
          ...(wasApproved(scene.after) ? [] : [signal("nobody_approved", CODE.unapproved, [])]),
          ...(HARMLESS.test(summary) ? [signal("says_harmless", CODE.harmless, evidence, { summary })] : []),
        ],
        { subject: change.after?.ref ?? change.before?.ref ?? null, params: { id, role } },
      );
    });
}

const PARAMETERS = { changed: 10, text: 25, seed: 2, more: 3, mostMore: 9 } as const;
const RATIOS = [
  { least: 10, points: 45 },
  { least: 2, points: 30 },
  { least: 1.25, points: 12 },
] as const;
const SMALL = 3;

/** How many times as large, or as small. */
function ratioOf(before: string | undefined, after: string | undefined): number | undefined {
  const [was, is] = [Number(before ?? Number.NaN), Number(after ?? Number.NaN)];
  if (!Number.isFinite(was) || !Number.isFinite(is)) {
    return undefined;
  }
  if (was === 0 || is === 0 || was < 0 !== is < 0) {
    return Number.POSITIVE_INFINITY;
  }
  const ratio = Math.abs(is / was);
  return ratio < 1 ? 1 / ratio : ratio;
}

function parameterSignal(change: Change): Signal {
  const { name } = change;
  const [before, after] = [change.before?.value, change.after?.value];
  const said = { name, before: before ?? "not set", after: after ?? "not set" };
  const ratio = ratioOf(before, after);
  if (name === "seed") {
    return signal("seed_changed", PARAMETERS.seed, recordsOf(change), said);
  }
  if (ratio === undefined) {
    return signal("parameter_other", PARAMETERS.text, recordsOf(change), said);
  }
  const row = RATIOS.find(({ least }) => ratio >= least);
  return signal(row ? "parameter_times" : "parameter_slightly", row?.points ?? SMALL, recordsOf(change), {
    ...said,
    times: Number.isFinite(ratio) ? Math.round(ratio * 10) / 10 : "many",
  });
}

/** The parameters that are others than before: as one suspect, by the one that changed most. */
export function parameterSuspects({ changes }: Case): Suspect[] {
  const signals = changes
    .filter(({ aspect }) => aspect === "parameter")
    .map(parameterSignal)
    .sort((a, b) => b.points - a.points);
  const [most, ...rest] = signals;
  if (!most) {
    return [];
  }
  const more = rest.map((each, index) => ({
    ...each,
    points: (index + 1) * PARAMETERS.more <= PARAMETERS.mostMore ? Math.min(PARAMETERS.more, each.points) : 0,
  }));
  const evidence = most.evidence;
  const changed = signal("parameters_are_other", PARAMETERS.changed, evidence, { count: signals.length });
  return [
    suspect("parameters_changed", [changed, most, ...more], {
      subject: evidence[0]?.ref ?? null,
      params: { name: String(most.params.name) },
    }),
  ];
}
