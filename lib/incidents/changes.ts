import type { Aspect, Change, Detail, Side } from "@/lib/contract/cause";
import type { Package } from "@/lib/contract/environment";
import { diffEnvironments } from "@/lib/contract/environment-diff";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { type Pair, pairsOf } from "./pairs";
import type { Snapshot } from "./snapshot";

const MOST_DETAILS = 100;

type Both<Each> = readonly [before: Each, after: Each];
type Facts = Readonly<Record<string, unknown>>;

function text(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}

function change(aspect: Aspect, name: string, [before, after]: Both<Side | null>, details: readonly Detail[] = []) {
  const shown = details.slice(0, MOST_DETAILS);
  return { aspect, name, before, after, details: shown, detailsTotal: details.length } satisfies Change;
}

function side(artifact: ArtifactSummary | undefined): Side | null {
  const { type, id, eventId } = artifact ?? {};
  return type && id ? { value: id, ref: { type, id }, eventId: eventId ?? null } : null;
}

/** A value that `artifact` states; its record is the artifact's. */
function stated(artifact: ArtifactSummary | null, value: unknown): Side | null {
  const said = text(value);
  return said === null ? null : { ...(side(artifact ?? undefined) ?? { ref: null, eventId: null }), value: said };
}

function differing(names: readonly string[], [was, is]: Both<Facts>): string[] {
  return names.filter((name) => text(was[name]) !== text(is[name]));
}

function fields(names: readonly string[], { before, after }: Pair): Detail[] {
  const [was, is] = [before?.facts ?? {}, after?.facts ?? {}];
  return differing(names, [was, is]).map((name) => ({
    kind: "field",
    name,
    before: text(was[name]),
    after: text(is[name]),
  }));
}

const DATA_FACTS = ["row_count", "schema_sha256", "format", "size_bytes"];
const COMMIT_FACTS = ["repository", "holds", "summary"];
const ENVIRONMENT_FACTS = ["python", "node", "cuda", "cudnn", "driver", "os", "cpu", "gpu", "image_digest"];

function dataChanges(before: Snapshot, after: Snapshot): Change[] {
  return pairsOf(before, after, "dataset_version").map((pair) =>
    change(
      pair.isDirect ? "data" : "upstream_data",
      pair.role ?? "derived from",
      [side(pair.before), side(pair.after)],
      fields(DATA_FACTS, pair),
    ),
  );
}

function codeChanges(before: Snapshot, after: Snapshot): Change[] {
  return pairsOf(before, after, "commit").map((pair) =>
    change("code", pair.role ?? "code", [side(pair.before), side(pair.after)], fields(COMMIT_FACTS, pair)),
  );
}

function versions(packages: readonly Package[]): string | null {
  return packages.length === 0
    ? null
    : packages
        .map(({ version, requirement, build }) => [version ?? requirement, build].filter(Boolean).join(" "))
        .join(", ");
}

/** Package by package where both documents are known; otherwise only that the lockfiles differ. */
function environmentDetails(before: Snapshot, after: Snapshot, pair: Pair): Detail[] {
  const was = before.environments.get(pair.before?.id ?? "");
  const is = after.environments.get(pair.after?.id ?? "");
  if (!was || !is) {
    return fields([...ENVIRONMENT_FACTS, "lockfile_sha256"], pair);
  }
  const diff = diffEnvironments(was, is);
  return [
    ...diff.packages.map((each): Detail => {
      const [old, now] = [versions(each.before), versions(each.after)];
      return { kind: "package", name: each.name, before: old, after: old === now ? `${now} (other bytes)` : now };
    }),
    ...diff.fields.map(({ field, before: old, after: now }): Detail => {
      return { kind: "field", name: field, before: old ?? null, after: now ?? null };
    }),
  ];
}

function environmentChanges(before: Snapshot, after: Snapshot): Change[] {
  return pairsOf(before, after, "environment").map((pair) =>
    change(
      "environment",
      pair.role ?? "environment",
      [side(pair.before), side(pair.after)],
      environmentDetails(before, after, pair),
    ),
  );
}

function record(value: unknown): Facts {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

function valueChanges(aspect: Aspect, artifacts: Both<ArtifactSummary | null>, [was, is]: Both<Facts>): Change[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return differing(names, [was, is]).map((name) =>
    change(aspect, name, [stated(artifacts[0], was[name]), stated(artifacts[1], is[name])]),
  );
}

/** Parameters, and what else the run was started with. */
function runFacts(run: ArtifactSummary | null): Facts {
  const { seed, entry_point, parameters } = run?.facts ?? {};
  return {
    ...record(parameters),
    ...(seed === undefined ? {} : { seed }),
    ...(entry_point === undefined ? {} : { entry_point }),
  };
}

function metricsOf({ metrics, modelVersion }: Snapshot): Facts {
  return record(metrics ?? modelVersion.facts.metrics);
}

function claims({ attestations }: Snapshot): Map<string, ArtifactSummary> {
  return new Map(attestations.map((each) => [text(each.facts.claim) ?? "claim", each]));
}

function attestationChanges(before: Snapshot, after: Snapshot): Change[] {
  const [was, is] = [claims(before), claims(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [was.get(name), is.get(name)];
    const results: Both<unknown> = [old?.facts.result, now?.facts.result];
    const isSame = old !== undefined && now !== undefined && text(results[0]) === text(results[1]);
    const said = (each: ArtifactSummary | undefined) =>
      each ? stated(each, each.facts.result ?? "result not recorded") : null;
    return isSame ? [] : [change("attestation", name, [said(old), said(now)])];
  });
}

function approvers({ approvals }: Snapshot): Side | null {
  const people = approvals.filter(({ by, origin }) => by.type === "user" && origin === "acted");
  const [first] = people;
  return first ? { value: String(people.length), ref: null, eventId: first.eventId } : null;
}

function gateChanges(before: Snapshot, after: Snapshot): Change[] {
  const [was, is] = [approvers(before), approvers(after)];
  const policy = (id: string | null): Side | null =>
    id ? { value: id, ref: { type: "policy", id }, eventId: null } : null;
  return [
    ...(before.policy === after.policy
      ? []
      : [change("policy", "policy", [policy(before.policy), policy(after.policy)])]),
    ...(was?.value === is?.value ? [] : [change("approval", "people who approved", [was, is])]),
  ];
}

/** Everything that differs between what was live before and what was live after, in the order of a lineage. Pure. */
export function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  const versions: Both<ArtifactSummary> = [before.modelVersion, after.modelVersion];
  const deployments: Both<ArtifactSummary | null> = [before.deployment, after.deployment];
  const runs: Both<ArtifactSummary | null> = [before.run, after.run];
  const config = (each: ArtifactSummary | null): Facts =>
    each?.facts.config_sha256 === undefined ? {} : { config_sha256: each.facts.config_sha256 };
  const file = ({ facts }: ArtifactSummary): Facts => (facts.sha256 === undefined ? {} : { sha256: facts.sha256 });
  const made = ({ facts }: ArtifactSummary): Facts => ({ format: facts.format, framework: facts.framework });
  return [
    ...dataChanges(before, after),
    ...codeChanges(before, after),
    ...environmentChanges(before, after),
    ...valueChanges("parameter", runs, [runFacts(before.run), runFacts(after.run)]),
    ...valueChanges("configuration", deployments, [config(before.deployment), config(after.deployment)]),
    ...valueChanges("model_file", versions, [file(before.modelVersion), file(after.modelVersion)]),
    ...valueChanges("format", versions, [made(before.modelVersion), made(after.modelVersion)]),
    ...valueChanges("metric", versions, [metricsOf(before), metricsOf(after)]),
    ...attestationChanges(before, after),
    ...gateChanges(before, after),
  ];
}
