import { z } from "zod";
import { BadLockfile, type Found, type Locked, locked, sourceAt } from "./lockfile";
import { requirementsIn } from "./pip-requirements";
import { shaped, yaml } from "./syntax";

const REMEDY = "Write it as conda reads it, or let conda write it: conda env export.";

const CondaEnvironment = z.looseObject({
  dependencies: z.array(z.union([z.string(), z.looseObject({ pip: z.array(z.string()).optional() })])),
});

const SPEC =
  /^(?:(?<channel>[^\s]+?)(?:\/(?<platform>(?:linux|osx|win)-[a-z0-9_]+|noarch))?::)?(?<name>[A-Za-z0-9_.-]+)(?<rest>.*)$/s;
const WORD = "[^=<>!~|,\\s[\\]]+";
const BOTH = new RegExp(`^(?:\\s*==?\\s*|\\s+)(${WORD})(?:=|\\s+)(${WORD})$`);
const ONE = new RegExp(`^(?:\\s*==\\s*|\\s+)(${WORD})$`);
const BRACKETS = /^((?:.*\])?[^[\]]*)\[([^\]]*)\]$/s;

/** What stands in brackets, in the form without them: `[version='1.2', build=x]` is ` 1.2 x`. */
function withoutBrackets(rest: string): string {
  const [, before = rest, inside = ""] = BRACKETS.exec(rest) ?? [];
  const value = (key: string) => new RegExp(`\\b${key}\\s*=\\s*['"]?([^'"\\s]*[^'"\\s,])`).exec(inside)?.[1];
  const [version, build] = [value("version"), value("build")];
  return [before, version, build]
    .filter(Boolean)
    .join(" ")
    .replace(/^(?=[^\s=<>!~])/, " ");
}

/** conda's own rules: `=1.2=build`, `==1.2` and ` 1.2` name one version, `=1.2` any that begins so; a star is any text. */
function versionOf(rest: string): Pick<Found, "version" | "build" | "requirement"> {
  const [, version = ONE.exec(rest)?.[1] ?? "", build = ""] = BOTH.exec(rest) ?? [];
  const isOne = version !== "" && !version.includes("*");
  if (build.includes("*") || version === "") {
    return { requirement: rest.trim().replace(/(?<!\s)\s*([,|=<>!~]+)\s*/g, "$1") };
  }
  return { [isOne ? "version" : "requirement"]: version, build };
}

/** One match spec. */
function matchSpec(text: string, line: number | undefined): Found {
  const { channel, platform, name, rest = "" } = SPEC.exec(text.trim())?.groups ?? {};
  if (name === undefined || (rest.trim() !== "" && !/^(\s*[=<>!~[]|\s+[\d*])/.test(rest))) {
    throw new BadLockfile(`${text} is no dependency that conda knows`, REMEDY, line);
  }
  const source = channel === undefined ? undefined : sourceAt("registry", channel);
  return { ecosystem: "conda", name: name.toLowerCase(), platform, ...versionOf(withoutBrackets(rest)), source };
}

/**
 * conda's environment.yml, with what pip installs. It locks no bytes of conda packages.
 *
 * @throws BadLockfile where it is no such file.
 */
export function condaEnvironment(text: string): Locked {
  const understood = yaml(text, REMEDY);
  const { dependencies } = shaped(CondaEnvironment, understood, REMEDY);
  const conda = dependencies.flatMap((each, index) =>
    typeof each === "string" ? [matchSpec(each, understood.lineOf(["dependencies", index]))] : [],
  );
  const pip = dependencies.flatMap((each, index) =>
    typeof each === "string"
      ? []
      : (each.pip ?? []).map((line, at) => ({
          text: line,
          line: understood.lineOf(["dependencies", index, "pip", at]),
        })),
  );
  const { found, notes, includes } = requirementsIn(pip);
  return { ...locked([...conda, ...found], notes), includes };
}
