import { MANIFEST_MEDIA_TYPE, MediaType } from "@/graph-schema/contents";
import type { Digest } from "@/graph-schema/values";
import { fewAtOnce } from "@/lib/client/bring";
import { upload } from "@/lib/client/contents";
import type { UploadBody } from "@/lib/contract/contents";
import { manifestBytes, manifestOf } from "@/lib/contract/manifest";
import { hashFiles } from "./hash-files";
import type { Picked } from "./picked";

const SMALL_BYTES = 16 * 1024 * 1024;

/** Bytes that have to be in the store. */
interface Stored {
  readonly digest: Digest;
  readonly bytes: Blob;
}

/** What was chosen, with the digest under which it will be attached: a folder's is that of the list of its files. */
export interface Hashed {
  readonly picked: Picked;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** Everything that has to be in the store, each digest once. */
  readonly blobs: readonly Stored[];
}

interface Telling {
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

/** How many bytes the chosen files have. */
export function sizeOf({ files }: Picked): number {
  return files.reduce((sum, { bytes }) => sum + bytes.size, 0);
}

function mediaTypeOf(bytes: Blob): string {
  return MediaType.safeParse(bytes.type).data ?? "application/octet-stream";
}

/** The digests of what was chosen, and for a folder the list of its files as `pedigree put` makes it. */
export async function hash(picked: Picked, telling: Telling): Promise<Hashed> {
  const { kind, files } = picked;
  const digests = await hashFiles(
    files.map(({ bytes }) => bytes),
    telling,
  );
  const blobs = files.flatMap(({ name, bytes }, at) => {
    const digest = digests[at];
    return digest ? [{ name, digest, bytes, sizeBytes: bytes.size }] : [];
  });
  const [only] = blobs;
  if (kind === "file" && only) {
    return { picked, ...only, mediaType: mediaTypeOf(only.bytes), blobs };
  }
  const manifest = new Blob([manifestBytes(manifestOf(blobs))]);
  const [digest] = await hashFiles([manifest], { ...telling, onBytes: () => undefined });
  if (!digest) {
    throw new Error("the list of the files was not hashed");
  }
  const distinct = new Map([...blobs, { digest, bytes: manifest }].map((blob) => [blob.digest, blob]));
  return { picked, digest, sizeBytes: manifest.size, mediaType: MANIFEST_MEDIA_TYPE, blobs: [...distinct.values()] };
}

/** Brings everything of `hashed` into the store, to be attached as `attachment` says. Says whether anything had to be sent. */
export async function bringAll(
  project: string,
  { blobs, digest }: Hashed,
  { attachment, ...telling }: Telling & Pick<UploadBody, "attachment"> & { readonly onThere: (count: number) => void },
): Promise<"brought" | "there"> {
  const outcomes: ("brought" | "there")[] = [];
  const bring = async (blob: Stored, as?: UploadBody["attachment"]) => {
    outcomes.push(await upload(project, { ...blob, ...telling, attachment: as }));
  };
  // First what will be attached itself: where it contradicts the record it is refused before anything is sent.
  const [attached, others] = [
    blobs.find((blob) => blob.digest === digest),
    blobs.filter((blob) => blob.digest !== digest),
  ];
  await (attached && bring(attached, attachment));
  // A large one has several parts on their way by itself.
  await fewAtOnce(
    others.filter(({ bytes }) => bytes.size <= SMALL_BYTES),
    (blob) => bring(blob),
  );
  for (const blob of others.filter(({ bytes }) => bytes.size > SMALL_BYTES)) {
    await bring(blob);
  }
  return outcomes.includes("brought") ? "brought" : "there";
}

/** How many bytes have to be in the store. */
export function storedBytes({ blobs }: Hashed): number {
  return blobs.reduce((sum, { bytes }) => sum + bytes.size, 0);
}
