import type { ArtifactType } from "@/graph-schema/names";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { Input, Snapshot } from "./snapshot";

/** The same place in two lineages, where they hold different artifacts; one that has none there is undefined. */
export interface Pair {
  readonly role: string | null;
  readonly isDirect: boolean;
  readonly before: ArtifactSummary | undefined;
  readonly after: ArtifactSummary | undefined;
}

/** A series of snapshots differs in its dates and numbers: `DS:2024-05-15` and `DS:2024-06-01` are of one. */
function stem(id: string): string {
  return id.replace(/(?<![\d._:/-])[\d._:/-]+$/, "");
}

function placeOf({ artifact, role }: Input): string {
  return `${role ?? ""} ${artifact.type === "dataset_version" ? stem(artifact.id) : ""}`;
}

function ofType({ inputs }: Snapshot, type: ArtifactType, isDirect: boolean): Input[] {
  const found = inputs.filter((input) => input.artifact.type === type && input.isDirect === isDirect);
  return [...new Map(found.map((input) => [`${input.role} ${input.artifact.id}`, input])).values()];
}

function zipped(before: readonly Input[], after: readonly Input[]): Pair[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => {
    const [was, is] = [before[index], after[index]];
    return {
      role: is?.role ?? was?.role ?? null,
      isDirect: is?.isDirect ?? was?.isDirect ?? false,
      before: was?.artifact,
      after: is?.artifact,
    };
  });
}

/** Pairs what stands at the same place; then what is left on both sides, one with one. */
function paired(before: readonly Input[], after: readonly Input[], place: (input: Input) => string): Pair[] {
  const places = new Set([...before, ...after].map(place));
  const matched = [...places].flatMap((each) => {
    const at = (input: Input) => place(input) === each;
    return before.some(at) && after.some(at) ? zipped(before.filter(at), after.filter(at)) : [];
  });
  const done = new Set(matched.flatMap((pair) => [pair.before, pair.after]));
  const left = (inputs: readonly Input[]) => inputs.filter(({ artifact }) => !done.has(artifact));
  return [...matched, ...zipped(left(before), left(after))];
}

function without(inputs: readonly Input[], others: readonly Input[], isSame: (a: Input, b: Input) => boolean): Input[] {
  return inputs.filter((input) => !others.some((other) => isSame(input, other)));
}

/** What the runs used themselves, role by role. */
function directPairs(before: Snapshot, after: Snapshot, type: ArtifactType): Pair[] {
  const [was, is] = [ofType(before, type, true), ofType(after, type, true)];
  const isSame = (a: Input, b: Input) => a.role === b.role && a.artifact.id === b.artifact.id;
  return paired(without(was, is, isSame), without(is, was, isSame), ({ role }) => role ?? "");
}

/** What lies further up and is nowhere in the other lineage. */
function upstreamPairs(before: Snapshot, after: Snapshot, type: ArtifactType): Pair[] {
  const isSame = (a: Input, b: Input) => a.artifact.type === b.artifact.type && a.artifact.id === b.artifact.id;
  const was = without(ofType(before, type, false), after.inputs, isSame);
  const is = without(ofType(after, type, false), before.inputs, isSame);
  return paired(was, is, placeOf);
}

/** Where two lineages hold different artifacts of a type: what was used directly first. Pure. */
export function pairsOf(before: Snapshot, after: Snapshot, type: ArtifactType): Pair[] {
  return [...directPairs(before, after, type), ...upstreamPairs(before, after, type)];
}
