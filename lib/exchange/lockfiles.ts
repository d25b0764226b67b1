import type { LockfileKind } from "@/lib/contract/environment";
import { condaEnvironment } from "./conda-environment";
import { condaExplicit } from "./conda-explicit";
import { condaLock } from "./conda-lock";
import { BadLockfile, type Locked } from "./lockfile";
import { npmLock } from "./npm-lock";
import { pipRequirements } from "./pip-requirements";
import { poetryLock } from "./poetry-lock";
import { uvLock } from "./uv-lock";

/** A format that is read: the tool whose it is, and the pure parser of a file's text. */
export interface LockfileFormat {
  readonly kind: LockfileKind;
  readonly names: RegExp;
  readonly read: (text: string) => Locked;
}

/** What is read, by file name. The first that fits is it. */
const FORMATS: readonly LockfileFormat[] = [
  { kind: "uv", names: /^uv\.lock$/, read: uvLock },
  { kind: "poetry", names: /^poetry\.lock$/, read: poetryLock },
  { kind: "npm", names: /^(package-lock|npm-shrinkwrap)\.json$/, read: npmLock },
  { kind: "conda", names: /^conda-lock\.ya?ml$/, read: condaLock },
  { kind: "conda", names: /^environment\.ya?ml$/, read: condaEnvironment },
  { kind: "conda", names: /^(conda-(linux|osx|win)-.+\.lock|explicit(-.+)?\.txt)$/, read: condaExplicit },
  { kind: "pip", names: /^requirements\.(txt|lock)$/, read: pipRequirements },
];

const JSON_TEXT = /^\s*\{/;
const EXPLICIT = /^@EXPLICIT\s*$/m;
const YAML = /\.ya?ml$/;

/** The format of a file that is called otherwise, by what stands in it. */
function byContent(name: string, text: string): LockfileFormat {
  const is = (wanted: (text: string) => Locked) => FORMATS.find(({ read }) => read === wanted);
  const yaml = /^package:/m.test(text) ? is(condaLock) : is(condaEnvironment);
  const toml = /^resolution-markers|^source = \{|^requires-python = /m.test(text) ? is(uvLock) : is(poetryLock);
  const found = [
    EXPLICIT.test(text) && is(condaExplicit),
    JSON_TEXT.test(text) && is(npmLock),
    YAML.test(name) && yaml,
    /^\[\[package\]\]/m.test(text) && toml,
    /\.(txt|lock|in)$/.test(name) && is(pipRequirements),
  ].find((format) => typeof format === "object");
  if (!found) {
    throw new BadLockfile(
      "is no lockfile that is known",
      "Read are uv.lock, poetry.lock, package-lock.json, conda-lock.yml, environment.yml, conda's explicit lists and pip's requirements.",
    );
  }
  return found;
}

/** The format of a file that has one of the usual names. */
export function formatByName(name: string): LockfileFormat | undefined {
  return FORMATS.find(({ names }) => names.test(name));
}

/** The format of a file by its name, or else by its text. @throws BadLockfile where it is none. */
export function formatOf(name: string, text: string): LockfileFormat {
  return formatByName(name) ?? byContent(name, text);
}

/** The format of a text whose file's name nobody knows. @throws BadLockfile where it is none. */
export function formatIn(text: string): LockfileFormat {
  return byContent(/^(package|dependencies):/m.test(text) ? "lockfile.yml" : "lockfile.txt", text);
}
