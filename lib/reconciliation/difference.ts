import type { ToldDiscrepancy } from "@/lib/contract/reconciliation";

type Named = Pick<ToldDiscrepancy, "kind" | "name">;

/** What a run told. */
interface Told {
  readonly mode: "incremental" | "full";
  readonly discrepancies: readonly Named[];
}

interface Difference<Each extends Named> {
  readonly added: readonly Each[];
  readonly still: readonly Each[];
  readonly gone: readonly Named[];
  /** Bytes that differed, and that the later run did not read again: nobody knows. */
  readonly unread: readonly Named[];
}

/** One text for one difference: two of one kind and name are the same one. */
export function discrepancyKey({ kind, name }: Named): string {
  return `${kind}\n${name}`;
}

/** How what a run told differs from what the run before told; without one everything is new. Pure. */
export function differenceTo<Each extends Named>(
  before: Told | undefined,
  run: { readonly mode: Told["mode"]; readonly discrepancies: readonly Each[] },
): Difference<Each> {
  const earlier = before?.discrepancies ?? [];
  const [was, is] = [new Set(earlier.map(discrepancyKey)), new Set(run.discrepancies.map(discrepancyKey))];
  const names = new Set(run.discrepancies.map(({ name }) => name));
  const left = earlier.filter((each) => !is.has(discrepancyKey(each)));
  // Whatever else differs is seen without reading; bytes are read by an incremental run only when they are due.
  const isUnread = ({ kind, name }: Named) =>
    run.mode === "incremental" && kind === "content_differs" && !names.has(name);
  return {
    added: run.discrepancies.filter((each) => !was.has(discrepancyKey(each))),
    still: run.discrepancies.filter((each) => was.has(discrepancyKey(each))),
    gone: left.filter((each) => !isUnread(each)),
    unread: left.filter(isUnread),
  };
}
