import { parse, TomlError } from "smol-toml";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { BadLockfile } from "./lockfile";

type Path = readonly PropertyKey[];

/** A text that was understood as TOML, YAML or JSON, and on which line (from 1) the value at a path stands. */
export interface Understood {
  readonly value: unknown;
  lineOf(path: Path): number | undefined;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The n-th `[[package]]` tells where that package begins: TOML values carry no places. */
function tomlLine(text: string, [table, index]: Path): number | undefined {
  const heads = [...text.matchAll(/^[ \t]*\[\[[ \t]*([^\]\s]+)[ \t]*\]\]/gm)].filter(([, name]) => name === table);
  const head = typeof index === "number" ? heads[index] : undefined;
  return head && lineAt(text, head.index + head[0].search(/\[/));
}

/** @throws BadLockfile where `text` is no TOML. */
export function toml(text: string, remedy: string): Understood {
  try {
    const value = parse(text, { integersAsBigInt: "asNeeded" });
    return { value, lineOf: (path) => tomlLine(text, path) };
  } catch (error) {
    if (error instanceof TomlError) {
      const [what = "cannot be read"] = error.message.split("\n");
      throw new BadLockfile(`is no TOML: ${what.replace(/^Invalid TOML document: /, "")}`, remedy, error.line);
    }
    throw error;
  }
}

/** Every scalar stays the text that it is, so that a version 3.10 is not 3.1. @throws BadLockfile where `text` is no YAML. */
export function yaml(text: string, remedy: string): Understood {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: "failsafe", lineCounter: lines, merge: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error) {
    const [what = "cannot be read"] = error.message.split(/ at line|\n/);
    throw new BadLockfile(`is no YAML: ${what}`, remedy, error.linePos?.[0].line);
  }
  const lineOf = (path: Path): number | undefined => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (node !== null && typeof node === "object" && "range" in node && Array.isArray(node.range)) {
        return lines.linePos(Number(node.range[0])).line;
      }
    }
    return undefined;
  };
  // An anchor of a lockfile that is used a thousand times is an attack, not a lockfile.
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), lineOf };
  } catch (cause) {
    if (cause instanceof ReferenceError) {
      throw new BadLockfile(`is no YAML that can be read: ${cause.message}`, remedy);
    }
    throw cause;
  }
}

/** Keys are looked for one behind the other. */
function jsonLine(text: string, path: Path): number | undefined {
  const offset = path.reduce<number>((from, key) => {
    const at = typeof key === "string" ? text.indexOf(`${JSON.stringify(key)}:`, from) : -1;
    return at < 0 ? from : at;
  }, 0);
  return offset > 0 ? lineAt(text, offset) : undefined;
}

/** @throws BadLockfile where `text` is no JSON. */
export function json(text: string, remedy: string): Understood {
  try {
    return { value: JSON.parse(text), lineOf: (path) => jsonLine(text, path) };
  } catch (error) {
    if (error instanceof SyntaxError) {
      const offset = /position (\d+)/.exec(error.message)?.[1];
      const line = offset === undefined ? undefined : lineAt(text, Number(offset));
      throw new BadLockfile("is no JSON", remedy, line);
    }
    throw error;
  }
}

/** The value in the shape that the format has. @throws BadLockfile at the first place where it has not. */
export function shaped<Shape extends z.ZodType>(shape: Shape, understood: Understood, remedy: string): z.infer<Shape> {
  const parsed = shape.safeParse(understood.value);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const place = path.length > 0 ? `${path.map(String).join(".")}: ` : "";
  throw new BadLockfile(`${place}${issue?.message}`, remedy, understood.lineOf(path));
}
