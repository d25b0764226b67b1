import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import { ArtifactTypeName } from "@/graph-schema/names";
import { type Digest, Stamp } from "@/graph-schema/values";
import { readManifest } from "@/lib/artifacts/listed";
import { type BlobRef, type BlobStore, ContentDiffers } from "@/lib/artifacts/store";
import { type ReadTx, read } from "@/lib/graph/session";
import { NoteRow, provenEnvelopes } from "@/lib/ledger/proven";
import type { Attached, Registered } from "./compare";
import { ATTACHED, STAMPS } from "./queries";

const PAGE = 1_000;
const EventRow = NoteRow.extend({ stamp: Stamp });
const StampRow = z.object({ project: z.string(), type: ArtifactTypeName, id: z.string(), stamp: Stamp });

interface Attachment extends BlobRef {
  readonly to: Attached;
  readonly at: number;
  readonly isManifest: boolean;
}

async function page(tx: ReadTx, after: number): Promise<{ found: Attachment[]; last: number | undefined }> {
  const rows = await tx.rows(ATTACHED, { after, limit: PAGE }, EventRow);
  const envelopes = await provenEnvelopes(rows.map(({ note }) => note));
  const found = envelopes.flatMap((event) => {
    const facts =
      event?.action === "attach" && event.outcome === "done" ? ACTIONS.attach.facts.parse(event.facts) : undefined;
    if (!event?.subject || facts?.held !== "store") {
      return [];
    }
    const { digest, size_bytes: sizeBytes, media_type } = facts;
    const to = { project: event.project, ...event.subject };
    return [
      { digest, sizeBytes, to, at: Date.parse(event.recorded_at), isManifest: media_type === MANIFEST_MEDIA_TYPE },
    ];
  });
  return { found, last: rows.length < PAGE ? undefined : rows.at(-1)?.stamp };
}

/** The files that a manifest lists belong to what it is attached to; one that cannot be read is told when it is compared. */
async function withFiles(store: BlobStore, attachment: Attachment): Promise<Attachment[]> {
  if (!attachment.isManifest) {
    return [attachment];
  }
  const listed = await readManifest(store, attachment).catch((error: unknown) => {
    if (error instanceof ContentDiffers) {
      return { why: error.message };
    }
    throw error;
  });
  const files = "why" in listed ? [] : listed.files;
  return [attachment, ...files.map(({ digest, sizeBytes }) => ({ ...attachment, digest, sizeBytes }))];
}

/** Everything that the record says is in the store, as far as the recorder signed it; once for each digest, in their order. */
export async function registry(store: BlobStore): Promise<Registered[]> {
  const registered = new Map<Digest, Registered>();
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const { found, last } = await read((tx) => page(tx, from));
    for (const attachment of found) {
      for (const { digest, sizeBytes, at, to } of await withFiles(store, attachment)) {
        const known = registered.get(digest) ?? { digest, sizeBytes, since: at, attachedTo: [] };
        registered.set(digest, { ...known, attachedTo: [...known.attachedTo, to] });
      }
    }
    after = last;
  }
  return [...registered.values()].sort((one, other) => (one.digest < other.digest ? -1 : 1));
}

/** The artifacts of `attached` with their stamps. */
export function stamped(attached: readonly Attached[]): Promise<(Attached & { readonly stamp: Stamp })[]> {
  return read((tx) => tx.rows(STAMPS, { refs: [...attached] }, StampRow));
}
