import type { UploadBody, UploadReply } from "@/lib/contract/contents";
import { configuration } from "@/lib/env";
import { NotFound, reason } from "@/lib/errors";
import type { Recorded } from "@/lib/ledger/draft";
import { type Acting, type Refused, reasonsIn, recordDone, refuse } from "./act";
import { refuseContradiction } from "./attach";
import { artifactStore, uploadDirectory } from "./open";
import { reasonsToRefusePart } from "./rules";
import type { BlobRef, Bytes } from "./store";
import { partBytesFor, partsOf, type Upload, Uploads } from "./uploads";

const SWEPT_EVERY_MS = 3_600_000;
let sweptAt = 0;

/** An upload as it stands, or why its bytes are not taken. */
export type Uploaded =
  | { readonly outcome: "done"; readonly recorded: Recorded; readonly upload: UploadReply }
  | Refused;

function uploads(): Uploads {
  return new Uploads(uploadDirectory(), configuration().artifacts.uploadDays);
}

function step(name: "begin" | "part" | "complete", { digest, sizeBytes }: BlobRef) {
  return { action: "upload", facts: { step: name, digest, size_bytes: sizeBytes } } as const;
}

function said(upload: BlobRef & Pick<Upload, "partBytes">, more: Pick<UploadReply, "id" | "present" | "isComplete">) {
  const { digest, sizeBytes, partBytes } = upload;
  return { digest, sizeBytes, partBytes, parts: partsOf(upload), ...more };
}

async function uploadOf({ actor, project }: Acting, id: string): Promise<Upload> {
  const upload = await uploads().find(project, id, actor.account);
  if (!upload) {
    throw new NotFound(`you have no upload ${id}; it may have expired`);
  }
  return upload;
}

/** Did the account itself send these bytes into the project, in the days for which uploads are remembered? */
export function hasSent({ actor, project }: Acting, blob: BlobRef): Promise<boolean> {
  return uploads().wasSent({ project, account: actor.account, ...blob });
}

/**
 * Begins to bring bytes, or goes on where it was cut off. What the project brought before needs not be brought again. Where it is
 * said what they will be attached as, what the record contradicts is refused before any of them is sent; as that is only a claim,
 * it is no finding. Who reports it sends them, also where the project has them.
 */
export async function beginUpload(acting: Acting, { attachment, ...blob }: UploadBody): Promise<Uploaded> {
  const { actor, project } = acting;
  const isReport = attachment?.isReport === true;
  const refused =
    attachment && !isReport && (await refuseContradiction(acting, attachment.artifact, { ...attachment, ...blob }));
  if (refused) {
    return refused;
  }
  try {
    if (Date.now() - sweptAt > SWEPT_EVERY_MS) {
      sweptAt = Date.now();
      await Promise.all([uploads().sweep(sweptAt), artifactStore().sweep(sweptAt)]);
    }
    const store = artifactStore();
    const isThere =
      (await store.isClaimed(project, blob.digest)) &&
      (await store.sizeOf(blob.digest)) === blob.sizeBytes &&
      (!isReport || (await hasSent(acting, blob)));
    const upload = isThere
      ? { ...blob, id: null, partBytes: partBytesFor(blob.sizeBytes) }
      : await uploads().begin({ project, account: actor.account, ...blob });
    const present = upload.id === null ? [] : await uploads().present({ project, id: upload.id });
    const recorded = await recordDone(acting, step("begin", blob));
    return { outcome: "done", recorded, upload: said(upload, { id: upload.id, present, isComplete: isThere }) };
  } catch (error) {
    return refuse(acting, step("begin", blob), reasonsIn(error));
  }
}

/** Which parts of an upload are there. */
export async function viewUpload(acting: Acting, id: string): Promise<UploadReply> {
  const upload = await uploadOf(acting, id);
  return said(upload, { id, present: await uploads().present(upload), isComplete: false });
}

/** Takes a part in. It may be sent again, and others at the same time; nothing is on record until the whole is. */
export async function putPart(
  acting: Acting,
  { id, number, sizeBytes }: { id: string; number: number; sizeBytes: number | undefined },
  source: Bytes,
): Promise<{ readonly outcome: "taken" } | Refused> {
  const upload = await uploadOf(acting, id);
  const reasons = reasonsToRefusePart(upload, number, sizeBytes);
  if (reasons.length > 0) {
    return refuse(acting, step("part", upload), reasons);
  }
  try {
    await uploads().putPart(upload, number, source);
    return { outcome: "taken" };
  } catch (error) {
    return refuse(acting, step("part", upload), reasonsIn(error));
  }
}

/**
 * Puts all parts together, verifies them and takes them into the store. A crash anywhere leaves an upload that can be completed
 * again. Parts that do not come to the digest are dropped: nobody can tell which of them is wrong.
 */
export async function completeUpload(acting: Acting, id: string): Promise<Uploaded> {
  const upload = await uploadOf(acting, id);
  const present = await uploads().present(upload);
  const missing = partsOf(upload) - present.length;
  if (missing > 0) {
    return refuse(acting, step("complete", upload), [reason("parts_missing", { missing, parts: partsOf(upload) })]);
  }
  const store = artifactStore();
  try {
    await store.put(upload, uploads().bytes(upload));
    await store.claim(upload.project, upload.digest);
  } catch (error) {
    const reasons = reasonsIn(error);
    if (reasons.some(({ code }) => code === "content_differs")) {
      await uploads().drop(upload);
    }
    return refuse(acting, step("complete", upload), reasons);
  }
  const recorded = await recordDone(acting, step("complete", upload));
  await uploads().end(upload);
  return { outcome: "done", recorded, upload: said(upload, { id, present, isComplete: true }) };
}
