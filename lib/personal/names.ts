import nlp from "compromise";

/** A longer text is read in parts of so many characters. */
const PART = 2_000;

/** Where a person's name may stand in a text. */
export interface Name {
  readonly start: number;
  readonly end: number;
}

interface Offset {
  readonly offset?: { readonly start: number; readonly length: number };
}

/**
 * Names of people in `text`, as far as an English reader guesses them. They have no form by which one knows them: this misses
 * many and takes places for people, so it is only told, and nothing is refused for it.
 */
export function namesIn(text: string): Name[] {
  const names: Name[] = [];
  for (let from = 0; from < text.length; from += PART) {
    const people: readonly Offset[] = nlp(text.slice(from, from + PART))
      .people()
      .json({ offset: true });
    for (const { offset } of people) {
      if (offset) {
        names.push({ start: from + offset.start, end: from + offset.start + offset.length });
      }
    }
  }
  return names;
}
