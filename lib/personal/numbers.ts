import { ValidationErrorsIBAN, validateIBAN } from "ibantools";
import { stdnum } from "stdnum";
import { type Candidate, digitsOf, hasNumber, isCalled, type Rule } from "./rule";

const CARD_WORDS =
  /(?<!\p{L})(?:cards?|credit|debit|visa|master ?card|amex|maestro|pan|cc|ccn|karte|kreditkarte|kartennummer|carte|tarjeta|carta|kaart|karta|cartão)(?!\p{L})/u;
/** Which numbers the card schemes give out, by length. */
const SCHEMES =
  /^(?:4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14})$/;
const GROUPED =
  /^\d{4}([ .\u00a0\u202f-])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?$|^\d{4}([ .\u00a0\u202f-])\d{6}\2\d{4,5}$/;

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.at(-1 - index));
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Some countries have a second check within; who mistypes that has still told an account. */
function isIban(text: string): boolean {
  const { errorCodes } = validateIBAN(text);
  return errorCodes.every((code) => code === ValidationErrorsIBAN.WrongAccountBankBranchChecksum);
}

/** In ten numbers of sixteen digits one passes the check, so a bare one has to be written, or called, as a card's. */
function isCard(candidate: Candidate): boolean {
  const { text } = candidate;
  const digits = digitsOf(text);
  const isWritten = GROUPED.test(text) || (digits.length === text.length && !/^0|0{6}/.test(digits));
  const isBare = digits.length === text.length && (digits.length === 13 || digits.length === 14);
  return (
    isWritten &&
    SCHEMES.test(digits) &&
    passesLuhn(digits) &&
    !/^(\d)\1+$/.test(digits) &&
    (!isBare || isCalled(candidate, CARD_WORDS))
  );
}

type Check = (text: string) => { readonly isValid: boolean };

/** A country's number: how it is written, its check digits, and the words that it needs beside it where these say little. */
interface Numbering {
  readonly pattern: RegExp;
  readonly check: Check;
  readonly words?: RegExp;
}

function checkOf(country: string, name: string): Check {
  const number = stdnum[country]?.[name];
  if (!number) {
    throw new Error(`stdnum has no ${country}.${name}`);
  }
  return number.validate;
}

const isSpanish = checkOf("ES", "dni");
const word = (alternatives: string) => new RegExp(`(?<!\\p{L})(?:${alternatives})(?!\\p{L})`, "u");
const START = "(?<![\\p{L}\\p{N}.,-])";
const END = "(?![\\p{L}\\p{N}]|[.,-]\\p{N})";
const written = (text: string, flags = "gu") => new RegExp(`${START}(?:${text})${END}`, flags);

const NATIONAL: readonly Numbering[] = [
  { pattern: written("\\d{3}-\\d{2}-\\d{4}"), check: checkOf("US", "ssn") },
  {
    pattern: written("\\d{3} ?\\d{2} ?\\d{4}"),
    check: checkOf("US", "ssn"),
    words: word("ssn|social security(?: (?:number|no\\.?|nr\\.?))?|social"),
  },
  {
    pattern: written("[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]"),
    check: checkOf("GB", "nino"),
  },
  {
    pattern: written("\\d{3}[ -]?\\d{3}[ -]?\\d{4}"),
    check: isNhs,
    words: word("nhs|nhs (?:number|no\\.?)|patient"),
  },
  {
    pattern: written("\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}"),
    check: checkOf("DE", "idnr"),
    words: word(
      "steuer ?-?id(?:ent\\p{L}*)?(?: ?-?(?:nummer|nr\\.?))?|steuer\\p{L}*|id ?-?nr|tax id|tin|identifikationsnummer",
    ),
  },
  {
    pattern: written("[12] ?\\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\\d) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}"),
    check: checkOf("FR", "nir"),
  },
  { pattern: written("\\d{8}[ -]?[A-HJ-NP-TV-Z]"), check: isDni },
  { pattern: written("[XYZ][ -]?\\d{7}[ -]?[A-HJ-NP-TV-Z]"), check: checkOf("ES", "nie") },
  {
    pattern: written("[A-Z]{6}\\d{2}[A-EHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]", "giu"),
    check: checkOf("IT", "codicefiscale"),
  },
  {
    pattern: written("\\d{9}|\\d{4}\\.\\d{2}\\.\\d{3}|\\d{3} \\d{3} \\d{3}"),
    check: checkOf("NL", "bsn"),
    words: word("bsn|burger ?service ?nummer|sofi(?: ?-?nummer)?"),
  },
  { pattern: written("\\d{11}"), check: checkOf("PL", "pesel"), words: word("pesel|nr pesel|numer pesel") },
  { pattern: written("756[. ]?\\d{4}[. ]?\\d{4}[. ]?\\d{2}"), check: checkOf("CH", "ssn") },
  {
    pattern: written("(?:\\d{2})?\\d{6}[-+]?\\d{4}"),
    check: checkOf("SE", "personnummer"),
    words: word("personnummer|person ?-?nr|personal identity number"),
  },
  { pattern: written("\\d{6}[-+A]\\d{3}[0-9A-Y]"), check: checkOf("FI", "hetu") },
  {
    pattern: written("\\d{2}[. ]?\\d{2}[. ]?\\d{2}[- ]?\\d{3}[. ]?\\d{2}"),
    check: checkOf("BE", "nn"),
    words: word("rijksregister\\p{L}*|registre national|numéro national|nn|niss|insz"),
  },
  { pattern: written("\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}"), check: checkOf("BR", "cpf") },
];

/** The weighted sum with the check digit is a multiple of eleven. */
function isNhs(text: string): { isValid: boolean } {
  const sum = [...digitsOf(text)].reduce(
    (total, digit, index) => total + Number(digit) * (index < 9 ? 10 - index : 1),
    0,
  );
  return { isValid: sum % 11 === 0 };
}

/** A date of eight digits with a letter behind it is a moment's beginning. */
function isDni(text: string): { isValid: boolean } {
  const isMoment = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[TZ]$/.test(text);
  return { isValid: !isMoment && isSpanish(text).isValid };
}

/** Numbers with a check digit, or a form of their own. */
export const NUMBERS: readonly Rule[] = [
  {
    kind: "payment_card",
    pattern: /(?<![\p{L}\p{N}.,_/-])\d(?:[ .\u00a0\u202f-]?\d){12,18}(?![\p{L}\p{N}_-]|[.,]\d)/gu,
    holds: isCard,
    needs: hasNumber,
  },
  {
    kind: "iban",
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/giu,
    holds: ({ text }) => isIban(text.replace(/[ -]/g, "").toUpperCase()),
    needs: hasNumber,
  },
  ...NATIONAL.map(
    ({ pattern, check, words }): Rule => ({
      kind: "national_id",
      pattern,
      holds: (candidate) => (!words || isCalled(candidate, words)) && check(candidate.text).isValid,
      needs: hasNumber,
    }),
  ),
];
