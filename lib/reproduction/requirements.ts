import type { Reason } from "@/graph-schema/envelope";
import type { Package } from "@/lib/contract/environment";
import { reason } from "@/lib/errors";
import { BadLockfile } from "@/lib/exchange/lockfile";
import { pipRequirements } from "@/lib/exchange/pip-requirements";

function lineOf({ name, extras = [], version, markers = [], hashes = [] }: Package): string {
  const [marker] = markers;
  return [
    `${name}${extras.length > 0 ? `[${extras.join(",")}]` : ""}==${version}`,
    ...(marker ? [`; ${marker}`] : []),
    ...hashes.map((hash) => `--hash=${hash}`),
  ].join(" ");
}

/** One version, with the digests of its files, from wherever packages come from. */
function isLocked({ version, hashes = [], source, markers = [] }: Package): boolean {
  return version !== undefined && hashes.length > 0 && source === undefined && markers.length < 2;
}

/**
 * What pip is told to install: the packages of the lockfile and their digests, and nothing else that stands in it. An address, a folder, another
 * file or a package without digests would be somebody's word; where packages come from is for this machine to say.
 */
export function installable(lockfile: string): { readonly text: string } | { readonly reasons: readonly Reason[] } {
  try {
    const { packages, includes } = pipRequirements(lockfile);
    const loose = packages.filter((each) => !isLocked(each)).map(({ name }) => name);
    const refused = [...loose, ...includes.map(({ path }) => path)];
    return refused.length > 0
      ? { reasons: refused.slice(0, 20).map((name) => reason("package_not_locked", { name })) }
      : { text: packages.map((each) => `${lineOf(each)}\n`).join("") };
  } catch (error) {
    if (error instanceof BadLockfile) {
      return { reasons: [reason("lockfile_malformed", { why: error.message, line: error.line ?? 0 })] };
    }
    throw error;
  }
}
