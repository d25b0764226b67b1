import type { Ref } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import type { BlobRef, Stored } from "@/lib/artifacts/store";
import type { DiscrepancyKind } from "@/lib/contract/reconciliation";

/** An artifact that bytes are attached to. */
export interface Attached extends Ref {
  readonly project: string;
}

/** Bytes that the record says are in the store. */
export interface Registered extends BlobRef {
  readonly attachedTo: readonly Attached[];
  /** When they were attached first, in ms since 1970. */
  readonly since: number;
}

/** A difference between the record and the store. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  /** The digest, or the name of what is no blob. */
  readonly name: string;
  readonly attachedTo: readonly Attached[];
}

/** Whether it means that recorded bytes cannot be had as they were recorded. The others say that the store is kept badly. */
export function isLoss({ kind }: Pick<Discrepancy, "kind">): boolean {
  return kind === "missing" || kind === "size_differs" || kind === "content_differs";
}

/** What the store has that nobody attached was perhaps put there a moment ago, for an artifact that is recorded next. */
export interface Grace {
  /** In ms since 1970. */
  readonly now: number;
  readonly graceMs: number;
}

/** What differs, of one thing that the store holds. Pure. */
export function compareStored(
  stored: Stored,
  registered: Registered | undefined,
  { now, graceMs }: Grace,
): Discrepancy[] {
  const attachedTo = registered?.attachedTo ?? [];
  const told = (kind: DiscrepancyKind): Discrepancy => ({ kind, name: stored.digest ?? stored.name, attachedTo });
  if (stored.digest === undefined) {
    return [told("foreign")];
  }
  if (!registered) {
    return stored.putAt.getTime() < now - graceMs ? [told("orphan")] : [];
  }
  const isSize = stored.sizeBytes === registered.sizeBytes;
  return [...(isSize ? [] : [told("size_differs")]), ...stored.flaws.map(told)];
}

/** Where a blob stands between 0 and 1: blobs are spread evenly, since digests are. */
function placeOf(digest: Digest): number {
  return Number.parseInt(digest.slice("sha256:".length, "sha256:".length + 8), 16) / 2 ** 32;
}

/**
 * Is it time to read this blob again? Runs pass over all places once in `periodMs`, however often they come: one that began
 * at `now` reads what lies between there and the beginning of the run before it, `before` (all in ms since 1970).
 */
export function isReadNow(digest: Digest, before: number | undefined, now: number, periodMs: number): boolean {
  if (before === undefined || now - before >= periodMs) {
    return true;
  }
  const [from, to] = [(before % periodMs) / periodMs, (now % periodMs) / periodMs];
  const place = placeOf(digest);
  return from <= to ? from < place && place <= to : from < place || place <= to;
}
