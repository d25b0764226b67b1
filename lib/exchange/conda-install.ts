import type { Package } from "@/lib/contract/environment";
import { condaExplicit } from "./conda-explicit";
import { type Chosen, type Installable, repeated, type Wanted } from "./installable";
import { formatIn } from "./lockfiles";

/** conda's category, or group, of what is needed in any case. */
const MAIN = "main";

/**
 * Python and what it is made of, which a Python of the same version brings along; and pip, setuptools and wheel, which conda puts into every
 * environment and what is built here has not.
 */
const OF_PYTHON = new Set(
  `_libgcc_mutex _openmp_mutex bzip2 ca-certificates expat ld_impl_linux-64 ld_impl_linux-aarch64 libexpat libffi libgcc libgcc-ng
  libgomp liblzma liblzma-devel libmpdec libnsl libsqlite libstdcxx libstdcxx-ng libuuid libxcrypt libzlib ncurses openssl pip python
  python_abi readline setuptools sqlite tk tzdata wheel xz zlib`.split(/\s+/),
);

/** What conda calls this kind of machine. */
function condaPlatform(): string {
  return `linux-${process.arch === "arm64" ? "aarch64" : "64"}`;
}

/** One version of Python, and no pattern of versions. */
const PLAIN_VERSION = /^\d+(?:\.\d+)+$/;

/** What a lockfile says of a platform, in the groups that are wanted, and why that is not all that is in the environment. */
interface Read {
  readonly packages: readonly Package[];
  readonly whyNotAll: string | undefined;
}

function readFor(text: string, groups: readonly string[], platform: string): Read {
  const { read } = formatIn(text);
  const { packages: all, includes } = read(text);
  const [include] = includes;
  const wanted = new Set([MAIN, ...groups]);
  const isWanted = (each: Package) => each.groups === undefined || each.groups.some((group) => wanted.has(group));
  const isHere = (each: Package) => each.platform === undefined || each.platform === platform;
  const packages = all.filter((each) => isHere(each) && isWanted(each));
  if (include) {
    return { packages, whyNotAll: `packages stand in another file, ${include.path}` };
  }
  // conda itself leaves them out, whether there are any or not.
  const isSilent = read === condaExplicit && !packages.some(({ ecosystem }) => ecosystem === "pypi");
  return { packages, whyNotAll: isSilent ? "conda’s explicit list does not say what pip installed" : undefined };
}

/**
 * The packages of a conda lockfile that only conda can install. They run scripts when they are installed, and hold other programs than those of
 * PyPI that have their names.
 *
 * @throws BadLockfile where it is no such file.
 */
export function onlyConda(text: string, { groups }: Wanted, platform = condaPlatform()): readonly Package[] {
  const { packages } = readFor(text, groups, platform);
  return packages.filter((each) => each.ecosystem === "conda" && !OF_PYTHON.has(each.name));
}

/** A file with its digest is the same wherever it lies. */
function withoutAddress({ source, ...rest }: Package): Package {
  return source === undefined || source.kind === "url" ? rest : { ...rest, source };
}

/**
 * What pip installs of a conda lockfile that has nothing from conda but Python itself: what it locks for pip, file by file. Of Python the version
 * must be the one that is locked.
 *
 * @throws BadLockfile where it is no such file.
 */
export function condaInstallable(text: string, { extras, groups }: Wanted, platform = condaPlatform()): Installable {
  const { packages, whyNotAll } = readFor(text, groups, platform);
  const locked = packages.find(({ ecosystem, name }) => ecosystem === "conda" && name === "python")?.version ?? "";
  const python = PLAIN_VERSION.test(locked) ? locked : undefined;
  const lacking = groups.find((group) => !packages.some((each) => each.groups?.includes(group)));
  const ofPip = packages.filter(({ ecosystem }) => ecosystem === "pypi").map(withoutAddress);

  function choose(): Chosen {
    if (python === undefined) {
      return { why: `it locks no one version of Python for ${platform}` };
    }
    if (extras.length > 0 || lacking !== undefined) {
      return { why: `it has no ${extras.length > 0 ? `extra ${extras[0]}` : `group ${lacking}`}` };
    }
    const twice = repeated(ofPip.map(({ name }) => name));
    const why = whyNotAll ?? (twice && `two versions of ${twice} would be installed`);
    return why === undefined ? { packages: ofPip } : { why };
  }
  return { python: python && `==${python}`, conditions: [], choose };
}
