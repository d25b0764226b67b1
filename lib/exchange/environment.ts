import type { Facts } from "@/graph-schema/artifacts";
import type { Digest } from "@/graph-schema/values";
import { Environment, type Lockfile, type LockfileKind } from "@/lib/contract/environment";
import { canonicalJson, sha256 } from "@/lib/hash";
import { json, shaped } from "./syntax";

/** An environment as it is kept: `text` is its RFC 8785 form, `sha256` the digest of that, `id` the artifact's. */
export interface EnvironmentDocument {
  readonly environment: Environment;
  readonly id: string;
  readonly text: string;
  readonly sha256: Digest;
  readonly sizeBytes: number;
}

const REMEDY = "Capture it anew: pedigree env capture --out FILE.";

/** Reads what {@link documentOf} wrote. @throws BadLockfile where it is no such document. */
export function readEnvironment(text: string): Environment {
  return shaped(Environment, json(text, REMEDY), REMEDY);
}

/** The document of an environment. The same environment has the same document, whatever order it was found in. */
export function documentOf(environment: Environment): EnvironmentDocument {
  const lockfiles = [...environment.lockfiles].sort((one, other) => (one.path < other.path ? -1 : 1));
  const text = canonicalJson({ ...environment, lockfiles });
  const digest = sha256(text);
  return {
    environment: readEnvironment(text),
    id: digest.replace(/^sha256:/, "env:"),
    text,
    sha256: digest,
    sizeBytes: Buffer.byteLength(text),
  };
}

/** Does a text look like a captured environment rather than a lockfile? */
export function isEnvironment(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"pedigree.environment"');
}

function isLock({ packages }: Lockfile): boolean {
  return packages.some(({ hashes }) => hashes);
}

/** The lockfile that stands for the environment: the only one, or the only one that locks bytes. */
function chief(lockfiles: readonly Lockfile[]): { sha256: Digest; kind: LockfileKind } | undefined {
  const locks = lockfiles.filter(isLock);
  const [only, ...more] = lockfiles.length === 1 ? lockfiles : locks;
  return more.length === 0 ? only : undefined;
}

/** `2 x NVIDIA A100`, as the graph's one text. */
function gpuOf(gpus: readonly string[] | undefined): string | undefined {
  const counted = [...new Set(gpus)].map((name) => [gpus?.filter((each) => each === name).length, name] as const);
  return gpus && counted.map(([count, name]) => (count === 1 ? name : `${count} x ${name}`)).join(", ");
}

/** The facts by which the graph tells an environment. Where several lockfiles lock bytes, none of them is told as the one. */
export function factsOf({ environment, sha256: digest, sizeBytes }: EnvironmentDocument): Facts {
  const { machine, lockfiles } = environment;
  const lockfile = chief(lockfiles);
  const facts = {
    sha256: digest,
    size_bytes: sizeBytes,
    lockfile_sha256: lockfile?.sha256,
    lockfile_kind: lockfile?.kind,
    image_digest: machine.image_digest,
    cuda: machine.cuda,
    cudnn: machine.cudnn,
    driver: machine.driver,
    os: machine.os,
    cpu: machine.cpu,
    gpu: gpuOf(machine.gpus),
    python: machine.python,
    node: machine.node,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
