import type { Random } from "@/lib/random.testing";

/** Numbers whose check digits are right, by our own arithmetic: the rules must not be judged by the library that they use. */

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.whole(0, 9)).join("");
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function weighted(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0);
}

/** Tries until a check is possible: some numbers have none. */
function until<Made>(make: () => Made | undefined): Made {
  for (;;) {
    const made = make();
    if (made !== undefined) {
      return made;
    }
  }
}

function luhnDigit(body: string): number {
  let sum = 0;
  [...body].reverse().forEach((digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return (10 - (sum % 10)) % 10;
}

/** For tests: a payment card's number as people write it. */
export function card(random: Random): string {
  const [prefix, length] = random.one([
    ["4", 16],
    ["51", 16],
    ["2221", 16],
    ["34", 15],
    ["6011", 16],
  ] as const);
  const body = prefix + digits(random, length - prefix.length - 1);
  const whole = body + luhnDigit(body);
  const groups = length === 15 ? /^(\d{4})(\d{6})(\d{5})$/ : /^(\d{4})(\d{4})(\d{4})(\d{4})$/;
  const separator = random.one([" ", "-", ""]);
  return whole.replace(groups, (_, ...parts: string[]) => parts.slice(0, length === 15 ? 3 : 4).join(separator));
}

function modulo97(text: string): number {
  const numeric = [...text].map((sign) => Number.parseInt(sign, 36)).join("");
  return Number(BigInt(numeric) % 97n);
}

/** For tests: an IBAN. */
export function iban(random: Random): string {
  const [country, body] = random.one([
    ["DE", digits(random, 18)],
    ["GB", `MIDL${digits(random, 14)}`],
    ["FR", `20041${digits(random, 18)}`],
    ["NL", `INGB0${digits(random, 9)}`],
    ["ES", digits(random, 20)],
    ["PL", digits(random, 24)],
    ["IT", `X${digits(random, 22)}`],
  ] as const);
  const whole = `${country}${two(98 - modulo97(`${body}${country}00`))}${body}`;
  return random.one([whole, whole.replace(/(.{4})(?=.)/g, "$1 ")]);
}

function born(random: Random) {
  return { year: random.whole(1940, 2004), month: random.whole(1, 12), day: random.whole(1, 28) };
}

function usSsn(random: Random): string {
  const area = until(() => [random.whole(1, 899)].find((number) => number !== 666));
  return `${String(area).padStart(3, "0")}-${two(random.whole(1, 99))}-${String(random.whole(1, 9999)).padStart(4, "0")}`;
}

function nino(random: Random): string {
  const letters = random.one(["AB", "CE", "HJ", "JK", "PW", "SY", "TZ", "WM"]);
  const plain = `${letters}${digits(random, 6)}${random.one(["A", "B", "C", "D"])}`;
  return random.one([plain, plain.replace(/(..)(..)(..)(..)(.)/, "$1 $2 $3 $4 $5")]);
}

function nhs(random: Random): string {
  return until(() => {
    const body = `${random.whole(4, 7)}${digits(random, 8)}`;
    const check = (11 - (weighted(body, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
    return check === 10 ? undefined : `${body}${check}`.replace(/(...)(...)(....)/, "$1 $2 $3");
  });
}

/** ISO 7064 MOD 11,10 over ten digits of which exactly one comes twice. */
function deIdnr(random: Random): string {
  const pool = [..."0123456789"].sort(() => random.whole(0, 1) - 0.5);
  const body = pool.slice(0, 9);
  body.splice(random.whole(0, 9), 0, body[random.whole(1, 8)] ?? "1");
  if (body[0] === "0") {
    body.push(...body.splice(0, 1));
  }
  let product = 10;
  for (const digit of body) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return `${body.join("")}${(11 - product) % 10}`;
}

function nir(random: Random): string {
  const { year, month } = born(random);
  const body = `${random.whole(1, 2)}${two(year % 100)}${two(month)}${two(random.whole(1, 95) === 20 ? 21 : random.whole(21, 95))}${digits(random, 6)}`;
  return `${body}${two(97 - Number(BigInt(body) % 97n))}`;
}

const DNI = "TRWAGMYFPDXBNJZSQVHLCKE";

function dni(random: Random): string {
  const number = random.whole(10_000_000, 99_999_999);
  return `${number}${DNI[number % 23]}`;
}

function nie(random: Random): string {
  const [first, number] = [random.whole(0, 2), random.whole(1_000_000, 9_999_999)];
  return `${"XYZ"[first]}${number}${DNI[Number(`${first}${number}`) % 23]}`;
}

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function codiceFiscale(random: Random): string {
  const { year, month, day } = born(random);
  const body = `${random.one(["RSS", "BNC", "VRD", "FRR", "SPS"])}${random.one(["MRA", "LCU", "GNN", "FNC"])}${two(year % 100)}${"ABCDEHLMPRST"[month - 1]}${two(random.one([day, day + 40]))}${random.one(["F205", "H501", "A562", "L219"])}`;
  const value = (sign: string) => (/\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65);
  const sum = [...body].reduce(
    (total, sign, index) => total + (index % 2 === 0 ? (ODD[value(sign)] ?? 0) : value(sign)),
    0,
  );
  return `${body}${String.fromCharCode(65 + (sum % 26))}`;
}

function bsn(random: Random): string {
  return until(() => {
    const body = `${random.whole(1, 9)}${digits(random, 7)}`;
    const check = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    return check === 10 ? undefined : `${body}${check}`;
  });
}

function pesel(random: Random): string {
  const { year, month, day } = born(random);
  const body = `${two(year % 100)}${two(year >= 2000 ? month + 20 : month)}${two(day)}${digits(random, 4)}`;
  return `${body}${(10 - (weighted(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10}`;
}

function ahv(random: Random): string {
  const body = `756${digits(random, 9)}`;
  const check = (10 - (weighted(body, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10;
  return `${body}${check}`.replace(/(...)(....)(....)(..)/, "$1.$2.$3.$4");
}

function hetu(random: Random): string {
  const { year, month, day } = born(random);
  const [date, serial] = [`${two(day)}${two(month)}${two(year % 100)}`, String(random.whole(2, 899)).padStart(3, "0")];
  return `${date}${year >= 2000 ? "A" : "-"}${serial}${"0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(date + serial) % 31]}`;
}

function cpf(random: Random): string {
  const check = (body: string) => {
    const rest = [...body].reduce((sum, digit, index) => sum + Number(digit) * (body.length + 1 - index), 0) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  const body = digits(random, 9);
  const first = `${body}${check(body)}`;
  return `${first}${check(first)}`.replace(/(...)(...)(...)(..)/, "$1.$2.$3-$4");
}

/** For tests: each country's number, with the words that people write beside it. */
export const NATIONAL_IDS: readonly { words: readonly string[]; key: string; make: (random: Random) => string }[] = [
  { words: ["SSN", "social security number"], key: "ssn", make: usSsn },
  { words: ["NINO", "national insurance no."], key: "nino", make: nino },
  { words: ["NHS number", "NHS"], key: "nhs number", make: nhs },
  { words: ["Steuer-ID", "Steueridentifikationsnummer"], key: "steuer id", make: deIdnr },
  { words: ["NIR", "numéro de sécurité sociale"], key: "nir", make: nir },
  { words: ["DNI", "documento"], key: "dni", make: dni },
  { words: ["NIE"], key: "nie", make: nie },
  { words: ["codice fiscale", "C.F."], key: "codice fiscale", make: codiceFiscale },
  { words: ["BSN", "burgerservicenummer"], key: "bsn", make: bsn },
  { words: ["PESEL", "nr PESEL"], key: "pesel", make: pesel },
  { words: ["AHV-Nr."], key: "ahv", make: ahv },
  { words: ["henkilötunnus"], key: "hetu", make: hetu },
  { words: ["CPF"], key: "cpf", make: cpf },
];
