import type { PersonalKind } from "@/lib/contract/personal";

/** A place in a text that looks like personal data, with what stands around it. */
export interface Candidate {
  readonly text: string;
  /** At most {@link AROUND} characters before it, in lower case. */
  readonly before: string;
  /** The few characters after it. */
  readonly after: string;
  /** The names under which the text stands, as lower-case words. */
  readonly key: string;
}

/** How a kind is known: by a pattern whose repetitions are all bounded, and by what must hold of a match. */
export interface Rule {
  readonly kind: PersonalKind;
  /** Global. What it finds is the group `value` where it has one, which then ends the match; else the whole match. */
  readonly pattern: RegExp;
  readonly holds?: (candidate: Candidate) => boolean;
  /** A text without this has no match: spares the search. */
  readonly needs?: (text: string) => boolean;
}

/** So far back a word tells what stands here. */
export const AROUND = 48;

/** Does a word of `words` stand before the candidate, or in its key? */
export function isCalled({ before, key }: Candidate, words: RegExp): boolean {
  return words.test(before) || words.test(key);
}

/** Has `text` a digit? */
export function hasDigit(text: string): boolean {
  return /\d/.test(text);
}

/** Has `text` six digits near each other, as every number of a person has? */
export function hasNumber(text: string): boolean {
  return /(?:\d[^\d]{0,3}){5}\d/.test(text);
}

/** What was said right before the candidate, without any other number between: a word tells of the next number only. */
export function saidBefore({ before }: Candidate): string {
  return before.slice(before.search(/(?<!\D)\D*$/));
}

/** The digits of `text`. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
