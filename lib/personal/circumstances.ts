import { type Candidate, hasDigit, isCalled, type Rule } from "./rule";

const BIRTH =
  /(?<!\p{L})(?:born|birth ?day|birth ?date|date ?of ?birth|d\.?o\.?b\.?|geboren|geburts ?datum|geb\.|geburtstag|née?|naissance|date ?naissance|nacid[oa]|nacimiento|nat[oa] il|nascita|geboorte ?datum|urodz\p{L}{0,8}|nascimento|nascid[oa]|född|fødselsdato)(?!\p{L})/u;
const DAY = "(?:0?[1-9]|[12]\\d|3[01])";
const YEAR = "(?:19|20)\\d{2}";
const DATE = [
  `${YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]${DAY}`,
  `${DAY}[-/.]${DAY}[-/.](?:${YEAR}|\\d{2})`,
  `${DAY}(?:st|nd|rd|th|er|\\.|º)?(?: de)? \\p{L}{3,12}\\.?(?: de)?,? ${YEAR}`,
  `\\p{L}{3,12}\\.? ${DAY}(?:st|nd|rd|th)?,? ${YEAR}`,
  "(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])",
].join("|");

const TOWN = "\\p{Lu}[\\p{L}.'’-]{1,24}(?: \\p{Lu}[\\p{L}.'’-]{1,24}){0,2}";
const UK_CODE = "[A-Z]{1,2}\\d[A-Z\\d]? \\d[A-Z]{2}";
const STREETS = [
  // 12 Elm Street, Springfield, IL 62704 · 10 High Road, London NW1 6XE
  `\\d{1,5}[A-Za-z]? (?:\\p{Lu}[\\p{L}.'-]{0,20} ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace|Square|Close|Crescent)\\.?(?:,? (?:Apt|Suite|Unit|Flat|#)\\.? ?[\\w-]{1,6})?,? ${TOWN},? (?:[A-Z]{2},? \\d{5}(?:-\\d{4})?|${UK_CODE})`,
  // Hauptstraße 12, 10115 Berlin · Kerkstraat 5, 1017 GA Amsterdam
  `\\p{Lu}[\\p{L}.-]{1,30}(?: \\p{Lu}[\\p{L}.-]{1,30}){0,2}(?:straße|strasse|str\\.|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|plein|gracht|kade|Straße|Platz|Allee) \\d{1,4} ?[a-z]?,? (?:[A-Z]{1,2}-)?\\d{4,5}(?: [A-Z]{2})? ${TOWN}`,
  // 12 rue de la Paix, 75002 Paris
  `\\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\\.|boulevard|bd|place|chemin|impasse|allée|quai|cours|Rue|Avenue|Boulevard) [\\p{L}'’ -]{3,40},? \\d{5} ${TOWN}`,
  // Calle Mayor 5, 28013 Madrid · Via Roma 10, 00184 Roma · ul. Długa 7, 00-238 Warszawa
  `(?:Calle|C/|Avenida|Avda\\.|Plaza|Paseo|Via|Viale|Piazza|Corso|ul\\.|al\\.|os\\.|Rua|Ulica|Avenida) [\\p{L}'’ .-]{2,40},? ?\\d{1,4}[\\p{L}\\d/ ]{0,7},? (?:\\d{2}-\\d{3}|\\d{4,5}) ${TOWN}`,
].join("|");

/** A name under which somebody's address stands. */
export const ADDRESS_KEY =
  /(?<!\p{L})(?:(?:postal|street|home|billing|shipping|mailing|residential|delivery|customer|patient|user|employee) addr(?:ess)?|adresse|anschrift|wohnanschrift|domicilio|indirizzo|dirección|direccion|woonadres|adres zamieszkania)$/u;

/** A text that its name calls somebody's address: a word and a number, and nothing that machines are reached by. */
function isUnderAddressName({ text, key }: Candidate): boolean {
  return ADDRESS_KEY.test(key) && /\p{L}{3}/u.test(text) && /\d/.test(text) && /\s/.test(text) && !/:\/\/|@/.test(text);
}

/** What is personal by what is said around it. */
export const CIRCUMSTANCES: readonly Rule[] = [
  {
    kind: "birth_date",
    pattern: new RegExp(`(?<![\\p{L}\\p{N}./-])(?:${DATE})(?![\\p{L}\\p{N}]|[-/.]\\d)`, "giu"),
    holds: (candidate) => isCalled({ ...candidate, before: candidate.before.slice(-30) }, BIRTH),
    needs: hasDigit,
  },
  {
    kind: "postal_address",
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${STREETS})(?![\\p{L}\\p{N}])`, "gu"),
    needs: (text) =>
      /\d[\s\S]{0,80}\p{Lu}|\p{Lu}[\s\S]{0,80}\d/u.test(text) && /\p{Ll}{2}/u.test(text) && / /.test(text),
  },
  { kind: "postal_address", pattern: /^[\s\S]{8,200}$/gu, holds: isUnderAddressName, needs: hasDigit },
];
