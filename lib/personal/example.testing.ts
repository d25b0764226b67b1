import { z } from "zod";
import { PERSONAL_KINDS } from "@/lib/contract/personal";
import { words } from "./examine";

/** What an example holds: a kind that rules know, or a person's name, which is only reported. */
const Marked = z.enum([...PERSONAL_KINDS, "name"]);
type Marked = z.infer<typeof Marked>;

/** A text under its names, with where the personal parts of it are. */
export interface Example {
  readonly key: string;
  readonly text: string;
  readonly places: readonly { readonly kind: Marked; readonly start: number; readonly end: number }[];
}

const MARK = /⟦(?<kind>[a-z_]+):(?<value>[^⟧]*)⟧/gu;

/** For tests: reads a text in which ⟦kind:…⟧ marks what is personal. */
export function example(key: string, marked: string): Example {
  const places: Example["places"][number][] = [];
  let text = "";
  let from = 0;
  for (const match of marked.matchAll(MARK)) {
    const { kind = "", value = "" } = match.groups ?? {};
    text += marked.slice(from, match.index);
    places.push({ kind: Marked.parse(kind), start: text.length, end: text.length + value.length });
    text += value;
    from = match.index + match[0].length;
  }
  return { key, text: text + marked.slice(from), places };
}

/** For tests: the examples of a file with one a line. */
export function examplesOf(file: string): Example[] {
  return file
    .replaceAll("¦", "")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const at = line.indexOf(" | ");
      return example(words(line.slice(0, at)), line.slice(at + 3).replaceAll("\\n", "\n"));
    });
}
