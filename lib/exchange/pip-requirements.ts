import { BadLockfile, type Found, type Locked, locked } from "./lockfile";
import { requirement } from "./pip-requirement";

interface Line {
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number | undefined;
}

/** What requirements say before they are put in order. */
interface Requirements {
  readonly found: readonly Found[];
  readonly notes: readonly string[];
  readonly includes: Locked["includes"];
}

const COMMENT = /(^|(?<!\s)\s+)#.*$/s;
/** Where packages are looked for and how they are built: not which they are. */
const NO_MATTER =
  /^(-i|--index-url|--extra-index-url|--no-index|-f|--find-links|--no-binary|--only-binary|--prefer-binary|--require-hashes|--pre|--trusted-host|--use-feature)(\s|=|$)/;
const INCLUDE = /^(?:-r|--requirement)[=\s]?\s*(\S+)$/;
const CONSTRAINT = /^(?:-c|--constraint)[=\s]?\s*(\S+)$/;
const EDITABLE = /^(?:-e|--editable)[=\s]?\s*(.+)$/s;

/** Lines that end with a backslash go on in the next; a comment ends where its line ends. In pip's order: first join, then drop comments. */
function logicalLines(text: string): Line[] {
  const lines: Line[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [index, physical] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const isComment = /^\s*#/.test(physical);
    const joined: { text: string; line: number } = open ?? { text: "", line: index + 1 };
    joined.text += isComment ? ` ${physical}` : physical.replace(/(?<!\\)\\+$/, "");
    open = physical.endsWith("\\") && !isComment ? joined : undefined;
    if (!open) {
      lines.push(joined);
    }
  }
  return (open ? [...lines, open] : lines)
    .map(({ text: whole, line }) => ({ text: whole.replace(COMMENT, "").trim(), line }))
    .filter(({ text: whole }) => whole !== "");
}

/**
 * Lines of requirements and options. Files that they name (`-r`) are for the caller to read; those that only constrain (`-c`) are
 * left out, and it is told.
 *
 * @throws BadLockfile at the first line that pip would refuse.
 */
export function requirementsIn(lines: readonly Line[]): Requirements {
  const found: Found[] = [];
  const notes: string[] = [];
  const includes: Locked["includes"][number][] = [];
  for (const { text: each, line } of lines) {
    const [include, constraint, editable] = [INCLUDE, CONSTRAINT, EDITABLE].map((pattern) => pattern.exec(each)?.[1]);
    if (include !== undefined) {
      includes.push({ path: include, line });
    } else if (constraint !== undefined) {
      notes.push(`${constraint} only constrains and is not read`);
    } else if (editable !== undefined) {
      found.push(requirement(/^[a-z]+\+|^[./~]|:/i.test(editable) ? editable : `./${editable}`, line));
    } else if (each.startsWith("-") && !NO_MATTER.test(each)) {
      throw new BadLockfile(
        `${each} is no option of pip's`,
        "Correct the line, or let pip-compile write the file.",
        line,
      );
    } else if (!each.startsWith("-")) {
      found.push(requirement(each, line));
    }
  }
  return { found, notes, includes };
}

/** pip's requirements file, hash-locked or not. @throws BadLockfile at the first line that pip would refuse. */
export function pipRequirements(text: string): Locked {
  const { found, notes, includes } = requirementsIn(logicalLines(text));
  return { ...locked(found, notes), includes };
}
