import { type Ref, refKey } from "@/graph-schema/names";
import type { Package } from "@/lib/contract/environment";
import type { Json } from "@/lib/contract/json";
import { canonicalJson } from "@/lib/hash";
import { property } from "./cyclonedx-terms";
import { filled, flatFacts, type JsonObject } from "./exported";
import { purlOf } from "./purl";
import { compare } from "./recorded-graph";

/** The packages of environments, by {@link refKey}, as far as they are known. */
export type PackagesOf = ReadonlyMap<string, readonly Package[]>;

/** The packages of a document, each once, whichever environments have it. */
export interface PackageParts {
  readonly components: readonly JsonObject[];
  /** What an environment depends on; undefined where its packages are not known. */
  readonly refsOf: (environment: Ref) => readonly string[] | undefined;
}

/** Digests by the names that CycloneDX has for them. SHA-224 it has not. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["md5", "MD5"],
  ["sha1", "SHA-1"],
  ["sha256", "SHA-256"],
  ["sha384", "SHA-384"],
  ["sha512", "SHA-512"],
  ["blake2b", "BLAKE2b-512"],
]);

/** The digest of each file that the lockfile allows for the package. */
function hashes({ hashes: locked = [] }: Package): JsonObject[] {
  return locked.flatMap((each) => {
    const [algorithm = "", content = ""] = each.split(":");
    const alg = ALGORITHMS.get(algorithm);
    return alg === undefined ? [] : [{ alg, content }];
  });
}

/** A folder of whoever locked it means nothing to others, and may name a person. */
function placeOf({ source }: Package): Partial<Pick<Package, "source">> {
  return source === undefined || source.kind === "path" ? {} : { source };
}

/** What the lockfile says of a package, and CycloneDX has no field for. */
function properties(each: Package): Json[] {
  const { name: _, version: __, hashes: ___, source: ____, ...rest } = each;
  return flatFacts({ ...rest, ...placeOf(each) }).map(([name, value]) => property(name, value));
}

/** A package without a name goes by its location. */
function nameOf({ name, source }: Package): string {
  return source?.kind === "path" && name === source.location ? "a local folder" : name;
}

/** Whether it is installed follows from the machine or from what was asked for, which a lockfile does not say. */
function isOptional({ platform, markers, groups }: Package): boolean {
  return [platform, markers, groups].some((condition) => condition !== undefined);
}

function component(each: Package, ref: string): JsonObject {
  return filled({
    type: "library",
    "bom-ref": ref,
    name: nameOf(each),
    version: each.version,
    scope: isOptional(each) ? "optional" : undefined,
    hashes: hashes(each),
    purl: purlOf(each),
    properties: properties(each),
  });
}

/** The packages of all environments as components, in one order. */
export function packageParts(packagesOf: PackagesOf): PackageParts {
  const all = new Map([...packagesOf.values()].flat().map((each) => [canonicalJson(each), each]));
  const ordered = [...all].sort(([one], [other]) => compare(one, other));
  const refs = new Map(ordered.map(([key], at) => [key, `package-${at + 1}`]));
  return {
    components: ordered.map(([key, each]) => component(each, refs.get(key) ?? "")),
    refsOf: (environment) => {
      const own = packagesOf.get(refKey(environment));
      return own && [...new Set(own.flatMap((each) => refs.get(canonicalJson(each)) ?? []))].sort(compare);
    },
  };
}
