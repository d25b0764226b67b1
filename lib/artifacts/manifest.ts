import { createHash } from "node:crypto";
import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { parseStrictJson } from "@/lib/contract/json";
import { canonicalJson } from "@/lib/hash";
import { type BlobRef, hexOf } from "./store";

/** A manifest longer than this is refused: about a hundred thousand files. */
export const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;
const MAX_NAME_BYTES = 1_024;

/** The path of a file below its directory, with slashes: one that can be written on any machine and stays below. */
const FileName = z
  .string()
  .min(1)
  .refine((name) => Buffer.byteLength(name) <= MAX_NAME_BYTES, `must be at most ${MAX_NAME_BYTES} bytes`)
  .refine((name) => name.isWellFormed() && !/[\p{Cc}\\]/u.test(name), "must not hold control characters or backslashes")
  .refine(
    (name) => name.split("/").every((step) => step !== "" && step !== "." && step !== ".."),
    "must be a path below the directory",
  );

const Resource = z.strictObject({
  algorithm: z.literal("sha256"),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  name: FileName,
  size: z.int().nonnegative(),
});

/** How OpenSSF model signing names the way in which files were hashed. */
const SERIALIZATION = {
  allow_symlinks: false,
  hash_type: "sha256",
  ignore_paths: [],
  method: "files",
} as const;

/**
 * The files of a directory. It is the predicate of `https://model_signing/signature/v1.0`, whose verifiers take it as it is, with
 * each file's `size` in bytes besides.
 */
const Manifest = z.strictObject({
  resources: z.array(Resource),
  serialization: z.strictObject({
    allow_symlinks: z.literal(false),
    hash_type: z.literal("sha256"),
    ignore_paths: z.tuple([]),
    method: z.literal("files"),
  }),
});
export type Manifest = z.infer<typeof Manifest>;

/** A file of a directory. */
export interface ListedFile extends BlobRef {
  readonly name: string;
}

/** UTF-8 orders as code points do, which is how model signing sorts. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

/** The manifest of a directory with these files. */
export function manifestOf(files: readonly ListedFile[]): Manifest {
  const resources = files.map(({ name, digest, sizeBytes }) => ({
    algorithm: "sha256" as const,
    digest: hexOf(digest),
    name,
    size: sizeBytes,
  }));
  return Manifest.parse({ resources: resources.sort(byName), serialization: SERIALIZATION });
}

/** The exact bytes of a manifest: equal directories have equal ones, and so one digest. */
export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(canonicalJson(manifest));
}

/** A path that is in the way of another one: listed twice, or a file where a directory has to be. */
function collision({ resources }: Manifest): string | undefined {
  const names = new Set(resources.map(({ name }) => name));
  if (names.size < resources.length) {
    return "a path twice";
  }
  const isBelowFile = [...names].some((name) =>
    name.split("/").some((_, depth, steps) => depth > 0 && names.has(steps.slice(0, depth).join("/"))),
  );
  return isBelowFile ? "a file where a directory is" : undefined;
}

/** Understands the bytes of a manifest, or says why they are none. Only canonical bytes are one. */
export function parseManifest(bytes: Uint8Array): { readonly manifest: Manifest } | { readonly why: string } {
  const json = parseStrictJson(Buffer.from(bytes).toString("utf8"));
  const parsed = json.ok ? Manifest.safeParse(json.value) : undefined;
  if (!parsed?.success) {
    const issue = parsed?.error.issues[0];
    return { why: issue ? `${issue.path.join("/")}: ${issue.message}` : "it is not JSON" };
  }
  const manifest = parsed.data;
  if (Buffer.compare(manifestBytes(manifestOf(filesOf(manifest))), bytes) !== 0) {
    return { why: "it is not in canonical form" };
  }
  const collides = collision(manifest);
  return collides ? { why: `it lists ${collides}` } : { manifest };
}

/** The files that a manifest lists. */
export function filesOf({ resources }: Manifest): ListedFile[] {
  return resources.map(({ name, digest, size }) => ({ name, digest: Digest.parse(digest), sizeBytes: size }));
}

/** What a model-signing signature of these files has as its subject's digest: the digest of their digests, in order of their names. */
export function signingDigest({ resources }: Manifest): Digest {
  const hash = createHash("sha256");
  for (const { digest } of resources) {
    hash.update(digest, "hex");
  }
  return Digest.parse(hash.digest("hex"));
}
