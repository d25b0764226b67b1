import { PackageURL } from "packageurl-js";
import type { Package, PackageSource } from "@/lib/contract/environment";
import { withoutEndSlashes } from "@/lib/slashes";

/** The registry as the lockfile names it, also where it is the usual one: who reads this asks there. */
function registry(location: string, ecosystem: Package["ecosystem"]): Record<string, string> {
  return ecosystem === "conda"
    ? { channel: withoutEndSlashes(location).replace(/^.*\//, "") }
    : { repository_url: location };
}

/** Where it comes from; undefined for a folder, which is no address that others could follow. */
function origin(source: PackageSource | undefined, ecosystem: Package["ecosystem"]) {
  switch (source?.kind) {
    case undefined:
      return {};
    case "registry":
      return registry(source.location, ecosystem);
    case "url":
      return { download_url: source.location };
    case "git": {
      const revision = source.commit ?? source.reference;
      return { vcs_url: `git+${source.location}${revision === undefined ? "" : `@${revision}`}` };
    }
    case "path":
      return undefined;
  }
}

/** A scope is the first part of a name of npm (`@scope/name`). */
function named({ ecosystem, name }: Package): [string | undefined, string] {
  const [, scope, rest = ""] = (ecosystem === "npm" && /^(@[^/]+)\/(.+)$/.exec(name)) || [];
  return scope === undefined ? [undefined, name] : [scope, rest];
}

/** The package URL of a package; undefined where it has no name that one can be made of. */
export function purlOf(each: Package): string | undefined {
  const { ecosystem, version, build, platform, source } = each;
  const from = origin(source, ecosystem);
  // What has no name goes by its location.
  if (!from || each.name === source?.location) {
    return undefined;
  }
  const ofConda = ecosystem === "conda" ? { ...(build && { build }), ...(platform && { subdir: platform }) } : {};
  try {
    return new PackageURL(ecosystem, ...named(each), version, { ...from, ...ofConda }, undefined).toString();
  } catch {
    return undefined;
  }
}
