import type { Package } from "@/lib/contract/environment";
import type { Chosen, Installable, Wanted } from "./installable";
import { formatIn } from "./lockfiles";

/** conda's category, or group, of what is needed in any case. */
const MAIN = "main";

/** Python and what it is made of, and the tools that install for it: what a Python of the same version brings along. */
const OF_PYTHON = new Set(
  `_libgcc_mutex _openmp_mutex bzip2 ca-certificates expat ld_impl_linux-64 ld_impl_linux-aarch64 libexpat libffi libgcc libgcc-ng
  libgomp liblzma liblzma-devel libmpdec libnsl libsqlite libstdcxx libstdcxx-ng libuuid libxcrypt libzlib ncurses openssl pip python
  python_abi readline setuptools sqlite tk tzdata wheel xz zlib`.split(/\s+/),
);

/** What conda calls this kind of machine. */
function condaPlatform(): string {
  return `linux-${process.arch === "arm64" ? "aarch64" : "64"}`;
}

/** The packages of a lockfile for a platform, in the groups that are wanted. */
function packagesFor(text: string, groups: readonly string[], platform: string): readonly Package[] {
  const wanted = new Set([MAIN, ...groups]);
  const isWanted = (each: Package) => each.groups === undefined || each.groups.some((group) => wanted.has(group));
  const isHere = (each: Package) => each.platform === undefined || each.platform === platform;
  return formatIn(text)
    .read(text)
    .packages.filter((each) => isHere(each) && isWanted(each));
}

/**
 * The packages of a conda lockfile that only conda can install. They run scripts when they are installed, and hold other programs than those of
 * PyPI that have their names.
 *
 * @throws BadLockfile where it is no such file.
 */
export function onlyConda(text: string, { groups }: Wanted, platform = condaPlatform()): readonly Package[] {
  return packagesFor(text, groups, platform).filter((each) => each.ecosystem === "conda" && !OF_PYTHON.has(each.name));
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
  const packages = packagesFor(text, groups, platform);
  const python = packages.find(({ ecosystem, name }) => ecosystem === "conda" && name === "python")?.version;
  const lacking = groups.find((group) => !packages.some((each) => each.groups?.includes(group)));

  function choose(): Chosen {
    if (python === undefined) {
      return { why: `it locks no version of Python for ${platform}` };
    }
    if (extras.length > 0 || lacking !== undefined) {
      return { why: `it has no ${extras.length > 0 ? `extra ${extras[0]}` : `group ${lacking}`}` };
    }
    return { packages: packages.filter(({ ecosystem }) => ecosystem === "pypi").map(withoutAddress) };
  }
  return { python: python && `==${python}`, conditions: [], choose };
}
