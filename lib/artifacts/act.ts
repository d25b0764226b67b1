import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { Interrupted, reason } from "@/lib/errors";
import type { Draft, Recorded } from "@/lib/ledger/draft";
import { record } from "@/lib/ledger/record";
import { ContentDiffers, StoreDiffers, StoreFailure } from "./store";
import { PartDiffers } from "./uploads";

/** Who acts on bytes, in which project. */
export interface Acting {
  readonly actor: EnvelopeActor;
  readonly project: string;
}

/** An act on bytes that was refused; the refusal is on record. */
export interface Refused {
  readonly outcome: "refused";
  readonly reasons: readonly Reason[];
  readonly recorded: Pick<Recorded, "id">;
}

type Deed = Pick<Draft, "action" | "subject" | "facts">;

/** Records that an act on bytes was done. */
export function recordDone({ actor, project }: Acting, deed: Deed): Promise<Recorded> {
  return record({ ...deed, project, actor, origin: "acted", outcome: "done" });
}

/** Records that an act on bytes was refused, and why. */
export async function refuse({ actor, project }: Acting, deed: Deed, reasons: readonly Reason[]): Promise<Refused> {
  const recorded = await record({ ...deed, project, actor, origin: "acted", outcome: "refused", reasons });
  return { outcome: "refused", reasons, recorded };
}

/** Why bytes could not be taken, as reasons; any other error is thrown on. */
export function reasonsIn(error: unknown): Reason[] {
  if (error instanceof StoreDiffers) {
    return [reason("store_differs", { digest: error.blob.digest })];
  }
  if (error instanceof ContentDiffers) {
    const { found, foundBytes: bytes, blob } = error;
    return [reason("content_differs", { expected: blob.digest, ...(found ? { found } : {}), bytes })];
  }
  if (error instanceof PartDiffers) {
    return [reason("part_size_differs", { expected: error.expectedBytes, found: error.foundBytes })];
  }
  if (error instanceof Interrupted) {
    return [reason("upload_interrupted")];
  }
  if (error instanceof StoreFailure) {
    return [reason(error.code)];
  }
  throw error;
}
