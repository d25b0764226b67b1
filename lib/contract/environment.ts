import { z } from "zod";
import { Digest } from "@/graph-schema/values";

const Text = z
  .string()
  .min(1)
  .max(4_096)
  .refine((text) => text.isWellFormed(), "must be well-formed Unicode");
const Texts = z.array(Text).min(1);

/** Digests of package bytes as `<algorithm>:<hex>`, with the length of hex that the algorithm has. */
const HASH =
  /^(?:md5:[0-9a-f]{32}|sha1:[0-9a-f]{40}|sha224:[0-9a-f]{56}|sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|(?:sha512|blake2b):[0-9a-f]{128})$/;

const LOCKFILE_KINDS = ["conda", "poetry", "pip", "uv", "npm"] as const;
export type LockfileKind = (typeof LOCKFILE_KINDS)[number];

/**
 * Where a package comes from, without what could be a secret (user names, passwords, tokens, queries). A registry is told by
 * its address and not by that of each file: the same bytes from the same registry are the same package.
 */
export const PackageSource = z.strictObject({
  kind: z.enum(["registry", "url", "git", "path"]),
  location: Text,
  commit: Text.optional().describe("The commit that git resolved."),
  reference: Text.optional().describe("The branch or tag that was asked for."),
  subdirectory: Text.optional(),
});
export type PackageSource = z.infer<typeof PackageSource>;

/** One package as a lockfile states it. What the lockfile does not say is absent. Lists are sorted and without repetition. */
export const Package = z.strictObject({
  ecosystem: z.enum(["conda", "npm", "pypi"]),
  name: Text.describe(
    "As the ecosystem compares names (PEP 503 for pypi); a package without a name goes by its location.",
  ),
  version: Text.optional().describe("The one version that is locked."),
  requirement: Text.optional().describe("What is asked for where no one version is locked."),
  build: Text.optional().describe("conda's build string."),
  platform: Text.optional().describe("The only platform it is for, as conda calls it."),
  alias: Text.optional().describe("The name under which npm installs it."),
  extras: Texts.optional(),
  markers: Texts.optional().describe("Conditions of PEP 508 of which one must hold."),
  groups: Texts.optional().describe("The groups for which alone it is there, in the lockfile's words, such as dev."),
  source: PackageSource.optional(),
  hashes: z.array(z.string().regex(HASH, "must be a digest such as sha256:<64 hex digits>")).min(1).optional(),
});
export type Package = z.infer<typeof Package>;

/** One lockfile: its bytes by digest, and what stands in it. */
export const Lockfile = z.strictObject({
  path: Text.describe("Relative to the captured folder."),
  kind: z.enum(LOCKFILE_KINDS),
  sha256: Digest,
  packages: z.array(Package),
});
export type Lockfile = z.infer<typeof Lockfile>;

/** The machine, as far as it was found out. Nothing here changes while the machine does not. */
export const Machine = z.strictObject({
  os: Text.optional().describe("Name and version of the distribution, such as debian 12."),
  kernel: Text.optional(),
  libc: Text.optional().describe("Such as glibc 2.36."),
  architecture: Text.optional(),
  cpu: Text.optional().describe("The processor's model."),
  threads: z.int().positive().optional().describe("Logical processors of the machine."),
  simd: Texts.optional().describe("Vector instructions: they decide on the last digits of floating-point results."),
  gpus: z.array(Text).min(1).optional().describe("Each with its memory; one entry for each device."),
  driver: Text.optional().describe("The version of NVIDIA's kernel driver."),
  cuda: Text.optional(),
  cudnn: Text.optional(),
  image_digest: Digest.optional().describe("The container image's manifest digest."),
  python: Text.optional().describe("Implementation and version, such as CPython 3.11.7."),
  node: Text.optional(),
});
export type Machine = z.infer<typeof Machine>;

/** A captured environment. Its RFC 8785 form is its content, and the SHA-256 of that its id. */
export const Environment = z.strictObject({
  kind: z.literal("pedigree.environment"),
  v: z.literal(1),
  machine: Machine,
  lockfiles: z.array(Lockfile),
});
export type Environment = z.infer<typeof Environment>;
