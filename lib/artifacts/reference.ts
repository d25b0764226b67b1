import { type FileHandle, open, realpath } from "node:fs/promises";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reason } from "@/graph-schema/envelope";
import type { ArtifactConfiguration } from "@/lib/env";
import type { ReferenceRoots } from "@/lib/env/values";
import { reason } from "@/lib/errors";
import { Objects } from "@/lib/s3/objects";
import { openHttps } from "./https";
import { impatient } from "./impatient";
import { type Bytes, StoreFailure } from "./store";

const MAX_URI = 2_000;

/** What a reference leads to: bytes, nothing, or nobody who answers. `why` is a reason code. */
export type Referred =
  | { readonly bytes: Bytes }
  | { readonly missing: true }
  | { readonly unreachable: "reference_unreachable" | "reference_private_address" };

/** A place in a bucket, as `s3://bucket/key` says it. */
function objectOf({ hostname, pathname }: URL): { readonly bucket: string; readonly key: string } {
  return { bucket: hostname, key: decodeURIComponent(pathname.slice(1)) };
}

function isBelowRoot(uri: URL, roots: ReferenceRoots): boolean {
  if (uri.protocol === "s3:") {
    const { bucket, key } = objectOf(uri);
    return roots.buckets.some((root) => root.bucket === bucket && key.startsWith(root.prefix));
  }
  return uri.protocol !== "file:" || roots.directories.some((root) => isBelow(fileURLToPath(uri), root));
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

/**
 * Why `uri` cannot be taken as a reference. It stays in the log for ever, so it must hold no secret; and it is read with this
 * installation's own rights, so files and buckets have to be below what the configuration names.
 */
export function reasonsToRefuseReference(uri: string, roots: ReferenceRoots): Reason[] {
  const url = URL.canParse(uri) && uri.length <= MAX_URI ? new URL(uri) : undefined;
  if (!url || !["s3:", "file:", "https:"].includes(url.protocol) || (url.protocol === "file:" && url.host !== "")) {
    return [reason("reference_not_known")];
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "" || /[?#]$/.test(uri)) {
    return [reason("reference_with_secret")];
  }
  // What is recorded has to be what is read, by every reader.
  if (url.href !== uri || /%2f|%5c|%00/i.test(uri) || (url.protocol === "s3:" && url.pathname.length < 2)) {
    return [reason("reference_not_normal")];
  }
  return isBelowRoot(url, roots) ? [] : [reason("reference_outside_roots")];
}

async function* fileBytes(file: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    yield* file.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false });
  } finally {
    await file.close();
  }
}

/** A link may lead out of the roots: what counts is where the file really is. */
async function openFile(path: string, roots: ReferenceRoots): Promise<Referred> {
  try {
    const real = await realpath(path);
    const realRoots = await Promise.all(roots.directories.map((root) => realpath(root).catch(() => root)));
    if (!realRoots.some((root) => isBelow(real, root))) {
      return { missing: true };
    }
    const file = await open(real, "r");
    if (!(await file.stat()).isFile()) {
      await file.close();
      return { missing: true };
    }
    return { bytes: fileBytes(file) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ENOTDIR" ? { missing: true } : { unreachable: "reference_unreachable" };
  }
}

async function openObject(uri: URL): Promise<Referred> {
  const { bucket, key } = objectOf(uri);
  try {
    const bytes = await new Objects({ bucket, prefix: "" }).open(key);
    return bytes ? { bytes: failing(impatient(bytes)) } : { missing: true };
  } catch {
    return { unreachable: "reference_unreachable" };
  }
}

/** A reader of the bytes tells by {@link StoreFailure} that it is not they that are wrong. */
async function* failing(source: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw new StoreFailure("store_unavailable", error);
  }
}

/** The bytes to which `uri` leads, which {@link reasonsToRefuseReference} has nothing against. They are not verified. */
export async function openReference(uri: string, references: ArtifactConfiguration["references"]): Promise<Referred> {
  if (reasonsToRefuseReference(uri, references).length > 0) {
    // It was taken under another configuration.
    return { unreachable: "reference_unreachable" };
  }
  const url = new URL(uri);
  if (url.protocol === "file:") {
    const opened = await openFile(fileURLToPath(url), references);
    return "bytes" in opened ? { bytes: failing(opened.bytes) } : opened;
  }
  if (url.protocol === "s3:") {
    return openObject(url);
  }
  const opened = await openHttps(url, references.arePrivateAddressesAllowed);
  return "bytes" in opened ? { bytes: failing(impatient(opened.bytes)) } : opened;
}
