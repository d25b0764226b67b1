import canonicalize from "canonicalize";
import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { parseStrictJson } from "./json";

/** A manifest longer than this is refused: about a hundred thousand files. */
export const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;
const MAX_NAME_BYTES = 1_024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The path of a file below its directory, with slashes: one that can be written on any machine and stays below. */
const FileName = z
  .string()
  .min(1)
  .refine((name) => encoder.encode(name).length <= MAX_NAME_BYTES, `must be at most ${MAX_NAME_BYTES} bytes`)
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
export interface ListedFile {
  readonly name: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** Which comes first by its bytes. UTF-8 orders as code points do, which is how model signing sorts. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

/** The manifest of a directory with these files. */
export function manifestOf(files: readonly ListedFile[]): Manifest {
  const resources = files
    .map((file) => ({ file, key: encoder.encode(file.name) }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ file: { name, digest, sizeBytes } }) => ({
      algorithm: "sha256" as const,
      digest: digest.slice("sha256:".length),
      name,
      size: sizeBytes,
    }));
  return Manifest.parse({ resources, serialization: SERIALIZATION });
}

/** The exact bytes of a manifest: equal directories have equal ones, and so one digest. */
export function manifestBytes(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return encoder.encode(canonicalize(manifest) ?? "");
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
  const json = parseStrictJson(decoder.decode(bytes));
  const parsed = json.ok ? Manifest.safeParse(json.value) : undefined;
  if (!parsed?.success) {
    const issue = parsed?.error.issues[0];
    return { why: issue ? `${issue.path.join("/")}: ${issue.message}` : "it is not JSON" };
  }
  const manifest = parsed.data;
  if (compareBytes(manifestBytes(manifestOf(filesOf(manifest))), bytes) !== 0) {
    return { why: "it is not in canonical form" };
  }
  const collides = collision(manifest);
  return collides ? { why: `it lists ${collides}` } : { manifest };
}

/** The files that a manifest lists. */
export function filesOf({ resources }: Manifest): ListedFile[] {
  return resources.map(({ name, digest, size }) => ({ name, digest: Digest.parse(digest), sizeBytes: size }));
}
