import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import type { Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import type { Acting } from "@/lib/artifacts/act";
import { contentOf } from "@/lib/artifacts/contents";
import { readManifest } from "@/lib/artifacts/listed";
import { artifactStore } from "@/lib/artifacts/open";
import { openReference } from "@/lib/artifacts/reference";
import { type BlobRef, type Bytes, StoreFailure } from "@/lib/artifacts/store";
import { differenceOf } from "@/lib/artifacts/verified";
import type { ContentReply, VerificationReply } from "@/lib/contract/contents";
import { configuration } from "@/lib/env";
import { reason } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import type { Recorded } from "@/lib/ledger/draft";
import { record } from "@/lib/ledger/record";
import { raiseMismatch } from "./mismatch";

/** What reading bytes and hashing them came to. */
interface Examined {
  readonly outcome: VerificationReply["outcome"];
  readonly found?: Digest | undefined;
  readonly reasons: readonly Reason[];
  /** How many blobs were read. */
  readonly checked: number;
}

async function hashed(blob: BlobRef, source: Bytes | undefined): Promise<Examined> {
  if (!source) {
    return { outcome: "missing", reasons: [reason("content_missing", { digest: blob.digest })], checked: 0 };
  }
  const difference = await differenceOf(blob, source);
  if (!difference) {
    return { outcome: "verified", reasons: [], checked: 1 };
  }
  const { found, foundBytes: bytes } = difference;
  const told = reason("content_differs", { expected: blob.digest, ...(found ? { found } : {}), bytes });
  return { outcome: "differs", found, reasons: [told], checked: 1 };
}

/** A place that does not answer, from its opening to its last byte, is no mismatch. */
function unreachable(error: unknown): Examined {
  if (error instanceof StoreFailure) {
    return { outcome: "unreachable", reasons: [reason("reference_unreachable")], checked: 0 };
  }
  throw error;
}

function inStore(blob: BlobRef): Promise<Examined> {
  return artifactStore()
    .open(blob.digest)
    .then((source) => hashed(blob, source))
    .catch(unreachable);
}

/** A manifest is verified when it and every file that it lists is. The first that is not decides. */
async function withFiles(manifest: BlobRef): Promise<Examined> {
  const own = await inStore(manifest);
  const listed = own.outcome === "verified" ? await readManifest(artifactStore(), manifest) : undefined;
  if (!listed || "why" in listed) {
    return own;
  }
  let checked = own.checked;
  for (const file of listed.files) {
    const each = await inStore(file);
    checked += each.checked;
    if (each.outcome !== "verified") {
      return { ...each, checked };
    }
  }
  return { ...own, checked };
}

async function examine(content: ContentReply): Promise<Examined> {
  if (content.uri === null) {
    return content.mediaType === MANIFEST_MEDIA_TYPE ? withFiles(content) : inStore(content);
  }
  const opened = await openReference(content.uri, configuration().artifacts.references);
  if ("unreachable" in opened) {
    return { outcome: "unreachable", reasons: [reason(opened.unreachable)], checked: 0 };
  }
  return hashed(content, "bytes" in opened ? opened.bytes : undefined).catch(unreachable);
}

export type Checked = VerificationReply & { readonly outcomeRecorded: Recorded };

/**
 * Reads the bytes that are attached under `digest`, wherever they are, and records what came of it. Other bytes, or none, are a
 * finding; a place that does not answer is none, since nothing is known of what is there. Throws NotFound where nothing is attached.
 */
export async function checkFixity({ actor, project }: Acting, ref: Ref, digest: Digest): Promise<Checked> {
  const { carrier, content } = await read((tx) => contentOf(tx, project, ref, digest));
  const { outcome, found, reasons, checked } = await examine(content);
  const isMismatch = outcome === "differs" || outcome === "missing";
  const finding = isMismatch ? await raiseMismatch(project, carrier, outcome, digest) : undefined;
  const recorded = await record({
    project,
    actor,
    action: "check_fixity",
    origin: "acted",
    outcome: outcome === "verified" ? "done" : "failed",
    reasons,
    subject: { type: carrier.type, id: carrier.id },
    facts: { digest, size_bytes: content.sizeBytes, ...(found ? { found } : {}) },
    after: carrier.stamp,
  });
  return {
    outcome,
    digest,
    found: found ?? null,
    sizeBytes: content.sizeBytes,
    checked,
    finding: finding?.id ?? null,
    eventId: recorded.id,
    outcomeRecorded: recorded,
  };
}
