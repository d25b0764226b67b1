import type { PersonalKind } from "@/lib/contract/personal";
import { ADDRESS_KEY, CIRCUMSTANCES } from "./circumstances";
import { NETWORK } from "./network";
import { NUMBERS } from "./numbers";
import { REACH } from "./reach";
import { AROUND, hasNumber, type Rule } from "./rule";
import { SECRET_KEY, SECRETS } from "./secrets";

/** A part of a text that is personal, from `start` to before `end`. It does not hold the part itself. */
export interface Place {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
}

const RULES: readonly Rule[] = [...SECRETS, ...REACH, ...NUMBERS, ...NETWORK, ...CIRCUMSTANCES];

/** Those that are left for a text without a number of some length. */
const WITHOUT_NUMBER = RULES.filter(({ needs }) => needs !== hasNumber);

/** Short words, digests, uuids and moments: most of what an event holds, and none of it can be anybody's. */
const PLAIN =
  /^(?:[a-z_ .-]{1,15}\d{0,4}|(?:sha256:)?[0-9a-f]{64}|(?:[a-z]{1,8}[-:])?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]{8,16}Z)$/i;

/** The noughts of other scripts; their digits stand in a row behind each. */
const NOUGHTS = Array.from("٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០᠐");
const DIGITS = /[٠-٩۰-۹߀-߉०-९০-৯੦-੯૦-૯୦-୯௦-௯౦-౯೦-೯൦-൯๐-๙໐-໙༠-༩၀-၉០-៩᠐-᠙]/g;
/** The wide forms of ASCII, which begin with the exclamation mark (Unicode, Halfwidth and Fullwidth Forms). */
const WIDE = /[！-～]/g;
const WIDE_BY = "！".charCodeAt(0) - "!".charCodeAt(0);

function shifted(letter: string, by: number): string {
  return String.fromCharCode(letter.charCodeAt(0) + by);
}

function digit(letter: string): string {
  const nought = NOUGHTS.find((each) => letter >= each && letter <= shifted(each, 9)) ?? letter;
  return `${letter.charCodeAt(0) - nought.charCodeAt(0)}`;
}

/** `text` with digits of all scripts, and wide letters, in ASCII; each place in it stays what it was. */
function inAscii(text: string): string {
  return text.replace(WIDE, (letter) => shifted(letter, -WIDE_BY)).replace(DIGITS, digit);
}

/** Does a name alone make a secret, or an address, of what stands under it? */
const TELLING_KEYS = [SECRET_KEY, ADDRESS_KEY];

function placesBy({ kind, pattern, holds, needs }: Rule, text: string, key: string): Place[] {
  if (needs && !needs(text)) {
    return [];
  }
  const places: Place[] = [];
  // `matchAll` would copy the pattern for each text.
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const whole = match[0];
    const value = match.groups?.value ?? whole;
    const start = match.index + whole.lastIndexOf(value);
    const end = start + value.length;
    const before = text.slice(Math.max(0, start - AROUND), start).toLowerCase();
    const after = text.slice(end, end + 8);
    if (!holds || holds({ text: value, before, after, key })) {
      places.push({ kind, start, end });
    }
  }
  return places;
}

/** Of places that overlap a secret, else the one that begins first, and of those the longest: a password in an address is no mailbox. */
function apart(places: readonly Place[]): Place[] {
  const secrets = places.filter(({ kind }) => kind === "secret");
  const free = places.filter(
    (place) => place.kind === "secret" || !secrets.some(({ start, end }) => start < place.end && place.start < end),
  );
  const sorted = [...free].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Place[] = [];
  for (const place of sorted) {
    if (place.start >= (kept.at(-1)?.end ?? 0)) {
      kept.push(place);
    }
  }
  return kept;
}

/** Personal data and secrets of a known form in a text, which stands under the names `key` (lower-case words). Pure. */
export function findPersonal(written: string, key = ""): Place[] {
  const text = inAscii(written);
  if (text.length < 5 || (PLAIN.test(text) && !TELLING_KEYS.some((telling) => telling.test(key)))) {
    return [];
  }
  const rules = hasNumber(text) ? RULES : WITHOUT_NUMBER;
  return apart(rules.flatMap((rule) => placesBy(rule, text, key)));
}

/** `text` with each of `places` replaced by its kind. */
export function redact(text: string, places: readonly Place[]): string {
  let rest = 0;
  const kept = places.map(({ kind, start, end }) => {
    const piece = `${text.slice(rest, start)}[redacted:${kind}]`;
    rest = end;
    return piece;
  });
  return `${kept.join("")}${text.slice(rest)}`;
}
