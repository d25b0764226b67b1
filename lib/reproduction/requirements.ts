import type { Reason } from "@/graph-schema/envelope";
import type { Package } from "@/lib/contract/environment";
import { reason } from "@/lib/errors";
import { pipRequirements } from "@/lib/exchange/pip-requirements";

/** What pip is told to install, or why that is not told. */
export type Requirements = { readonly text: string } | { readonly reasons: readonly Reason[] };

function lineOf({ name, extras = [], version, markers = [], hashes = [] }: Package): string {
  const [marker] = markers;
  return [
    `${name}${extras.length > 0 ? `[${extras.join(",")}]` : ""}==${version}`,
    ...(marker ? [`; ${marker}`] : []),
    ...hashes.map((hash) => `--hash=${hash}`),
  ].join(" ");
}

const NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i;
const VERSION = /^[\w.!+-]+$/;
/** What a condition of PEP 508 is made of. Behind a space and a dash pip would read an option, behind a dollar a variable. */
const MARKER = /^(?!.*(?:^| )-)[\w .,*+!~=<>()'"-]+$/;

/** pip ends lines where Python does, takes options from them, and those would hold for all: of what a lockfile says, nothing else gets there. */
function isPlain({ name, extras = [], version = "", markers = [] }: Package): boolean {
  const isNamed = [name, ...extras].every((each) => NAME.test(each));
  return isNamed && VERSION.test(version) && markers.every((each) => MARKER.test(each));
}

/** One version, with the digests of its files, from whichever registry. */
function isLocked(each: Package): boolean {
  const { version, hashes = [], source, markers = [] } = each;
  const isElsewhere = source !== undefined && source.kind !== "registry";
  return version !== undefined && hashes.length > 0 && !isElsewhere && markers.length < 2 && isPlain(each);
}

/**
 * What pip is told to install: packages and their digests, and nothing else that a lockfile says of them. An address, a folder or a package
 * without digests would be somebody's word; where packages come from is for this machine to say.
 */
export function requirementsOf({ packages }: { readonly packages: readonly Package[] }): Requirements {
  const loose = packages.filter((each) => !isLocked(each));
  return loose.length > 0
    ? { reasons: loose.slice(0, 20).map(({ name }) => reason("package_not_locked", { name })) }
    : { text: packages.map((each) => `${lineOf(each)}\n`).join("") };
}

/** The same of pip's own lockfile, which must not name another file. @throws BadLockfile where it is none. */
export function installable(lockfile: string): Requirements {
  const { packages, includes } = pipRequirements(lockfile);
  const [include] = includes;
  return include ? { reasons: [reason("package_not_locked", { name: include.path })] } : requirementsOf({ packages });
}
