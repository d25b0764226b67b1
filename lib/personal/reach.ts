import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { type Candidate, digitsOf, hasNumber, isCalled, type Rule, saidBefore } from "./rule";

/** Top-level domains of three letters and more under which mail is read; all of two letters count. Metrics are called `auc@group`. */
const DOMAINS =
  "com|org|net|edu|gov|mil|int|info|biz|name|pro|dev|app|cloud|online|site|store|tech|xyz|email|mail|health|clinic|hospital|care|bank|finance|group|team|company|agency|consulting|solutions|systems|services|software|digital|academy|university|institute|foundation|world|global|live|life|today|london|berlin|paris|amsterdam|wien|eu|cat|network|center|support|studio|design|technology|engineering|construction|properties|management|marketing|insurance|versicherung|healthcare|community|education|international|enterprises|ventures|partners|photography|accountants|attorney|lawyer|legal|dental|dentist|doctor|surgery|museum|travel|coop|aero|asia|mobi|hamburg|koeln|cologne|bayern|ruhr|saarland|tirol|swiss|madrid|barcelona|brussels|vlaanderen|gent|bzh|cymru|wales|scot|nyc|tokyo|sydney|melbourne|quebec|kiwi|local|internal|intranet|corp|lan|test|example|invalid";
const HOST = `(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}(?:[a-z]{2}|${DOMAINS}|xn--[a-z0-9-]{2,40})`;
/** The sign between the two halves, as it is written in texts, in addresses and in HTML. */
const AT = "(?:@|%40|&#(?:64|x40);|&commat;)";
const HAS_AT = new RegExp(AT, "iu");
/** Addresses behind which no person stands. */
const NOBODY = new RegExp(
  `^(?:no-?reply|do-?not-?reply|git|mailer-daemon|postmaster|root)${AT}|\\.gserviceaccount\\.com$`,
  "iu",
);

function isMailbox({ text, after }: Candidate): boolean {
  const [, host = ""] = text.split(HAS_AT);
  // `git@host:path` and the like; a label of digits alone before the last is a version.
  return !NOBODY.test(text) && /\p{L}/u.test(host.split(".").at(-2) ?? "") && !/^:[\p{L}~/]/u.test(after);
}

const PHONE_WORDS =
  /(?<!\p{L})(?:(?:tele|télé)?(?:phone|phon|fon|fono|foon|fone|fonu)|tel|tél|cell|mobile|mobil|handy|gsm|fax|whatsapp|sms|msisdn|call(?:ed|back)?|dial|rufnummer|telefonnummer|portable|móvil|movil|celular|cellulare|mobiel|komórka|komorka)(?!\p{L})/u;
/** Countries by whose rules a number without its country is read. */
const HOME = ["US", "GB", "DE", "FR", "ES", "IT", "NL", "PL"] as const;
const MOMENT = /^(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?|^\d\d?[-./]\d\d?[-./](?:19|20)\d\d/u;

function isPhone(candidate: Candidate): boolean {
  const { text, before, after } = candidate;
  const digits = digitsOf(text);
  if (digits.length < 7 || digits.length > 15 || /^(\d)\1+$/.test(digits) || MOMENT.test(text)) {
    return false;
  }
  if (text.startsWith("+")) {
    // Plans grow: a number of the right length in a known country is enough where a sign says that it is one.
    return digits.length >= 9 && (parsePhoneNumberFromString(text)?.isPossible() ?? false);
  }
  if (/[\p{L}_=/#-]$/u.test(before) || /^[\p{L}_/%]/u.test(after)) {
    return false;
  }
  const isWritten = /^(?:\(\d{3}\) ?\d{3}[-. ]\d{4}|\d{3}-\d{3}-\d{4})$/.test(text);
  if (isWritten) {
    return parsePhoneNumberFromString(text, "US")?.isValid() ?? false;
  }
  const international = text.startsWith("00") ? parsePhoneNumberFromString(`+${digits.slice(2)}`) : undefined;
  // Bare digits behind two noughts may be a number that was filled up.
  if (international?.isValid() && digits.length < text.length) {
    return true;
  }
  return (
    isCalled({ ...candidate, before: saidBefore(candidate) }, PHONE_WORDS) &&
    (international?.isValid() === true ||
      HOME.some((country) => parsePhoneNumberFromString(text, country)?.isValid() === true))
  );
}

/** How people are reached. */
export const REACH: readonly Rule[] = [
  {
    kind: "email",
    pattern: new RegExp(`(?<![\\p{L}\\p{N}._+%-])[\\p{L}\\p{N}._+-]{1,64}${AT}${HOST}(?![\\p{L}\\p{N}_@-])`, "giu"),
    holds: isMailbox,
    needs: (text) => HAS_AT.test(text),
  },
  {
    kind: "email",
    pattern:
      /(?<![\p{L}\p{N}._+-])[\p{L}\p{N}._+-]{1,64} ?[([{](?:at|@)[)\]}] ?[\p{L}\p{N}-]{1,63} ?(?:\.|[([{]dot[)\]}]) ?\p{L}{2,24}(?!\p{L})/giu,
    needs: (text) => /[([{](?:at|@)[)\]}]/iu.test(text),
  },
  {
    kind: "phone",
    pattern: /(?<![\p{L}\p{N}.,+-])(?:\+|\(\+?)?\d(?:[ ()./\u00a0-]{0,2}\d){6,16}(?![\p{N}]|[.,:]\d|-\p{N})/gu,
    holds: isPhone,
    needs: hasNumber,
  },
];
