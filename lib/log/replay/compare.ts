import { canonicalJson } from "@/lib/hash";
import type { Breach } from "../findings";
import type { Part } from "./expected";

function grouped(parts: readonly Part[]): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const each of parts) {
    const key = `${each.kind} ${each.name}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

/** Each part of `some` that says nothing which one of `others` says; each of those counts once. */
function without(some: readonly Part[], others: readonly Part[]): Part[] {
  const left = others.map(({ says }) => canonicalJson(says));
  return some.filter(({ says }) => {
    const at = left.indexOf(canonicalJson(says));
    if (at >= 0) {
      left.splice(at, 1);
    }
    return at < 0;
  });
}

/** The names of what two parts say differently. Values stay out of it: a finding is for ever. */
function differing(a: Part, b: Part): string {
  const names = new Set([...Object.keys(a.says), ...Object.keys(b.says)]);
  return [...names]
    .filter((name) => canonicalJson([a.says[name] ?? null]) !== canonicalJson([b.says[name] ?? null]))
    .join(", ");
}

/** What is wrong with the stored parts: missing, more than there should be, or other than the log says. */
export function compareParts(expected: readonly Part[], stored: readonly Part[]): Breach[] {
  const breaches: Breach[] = [];
  const wanted = grouped(expected);
  const there = grouped(stored);
  for (const key of new Set([...wanted.keys(), ...there.keys()])) {
    const missing = without(wanted.get(key) ?? [], there.get(key) ?? []);
    const more = without(there.get(key) ?? [], wanted.get(key) ?? []);
    for (const [at, lacks] of missing.entries()) {
      const other = more[at];
      breaches.push(
        other
          ? { kind: "graph_differs", detail: `${key}: ${differing(lacks, other)}` }
          : { kind: "graph_lacks", detail: key },
      );
    }
    breaches.push(...more.slice(missing.length).map(() => ({ kind: "of_no_event", detail: key })));
  }
  return breaches;
}
