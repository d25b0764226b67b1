import type { PersonalKind } from "@/lib/contract/personal";
import { type Random, randomOf } from "@/lib/random.testing";
import { type Example, example } from "./example.testing";
import { card, iban, NATIONAL_IDS } from "./valid.testing";

const FIRST = [
  "Ana",
  "Björn",
  "Chloé",
  "Dmitri",
  "Elena",
  "Farid",
  "Grace",
  "Hiro",
  "Ingrid",
  "José",
  "Katarzyna",
  "Liam",
];
const LAST = [
  "Bauer",
  "Costa",
  "Dubois",
  "Eriksen",
  "Fischer",
  "García",
  "Hughes",
  "Ivanova",
  "Jansen",
  "Kowalska",
  "Rossi",
];
const HOSTS = [
  "posteo.de",
  "gmail.com",
  "orange.fr",
  "acme.io",
  "uni-ulm.de",
  "nhs.uk",
  "libero.it",
  "wp.pl",
  "bank.example",
];

function plain(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function number(random: Random, pattern: string): string {
  return pattern.replace(/#/g, () => String(random.whole(2, 9)));
}

function date(random: Random): string {
  const [y, m, d] = [random.whole(1938, 2006), random.whole(1, 12), random.whole(1, 28)];
  const two = (value: number) => String(value).padStart(2, "0");
  return random.one([`${y}-${two(m)}-${two(d)}`, `${two(d)}.${two(m)}.${y}`, `${two(m)}/${two(d)}/${y}`]);
}

function address4(random: Random): string {
  const first = random.one([31, 46, 62, 77, 81, 93, 109, 151, 185, 213]);
  return `${first}.${random.whole(32, 250)}.${random.whole(1, 254)}.${random.whole(1, 254)}`;
}

function street(random: Random): string {
  const house = random.whole(1, 180);
  return random.one([
    `${house} ${random.one(["Maple", "Station", "Church", "Park"])} ${random.one(["Street", "Road", "Avenue", "Lane"])}, ${random.one(["Dayton, OH 45402", "Austin, TX 78701", "Leeds LS1 4AP"])}`,
    `${random.one(["Garten", "Bahnhof", "Schiller"])}${random.one(["straße", "weg", "platz"])} ${house}, ${random.whole(10_115, 98_000)} ${random.one(["Köln", "Bremen", "Ulm"])}`,
    `${house} rue ${random.one(["de la République", "Victor Hugo", "du Moulin"])}, ${random.whole(10_000, 95_000)} ${random.one(["Lille", "Nantes"])}`,
    `${random.one(["Calle Serrano", "Via Dante", "Avenida Goya"])} ${house}, ${random.whole(10_000, 50_000)} ${random.one(["Sevilla", "Milano"])}`,
  ]);
}

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function signs(random: Random, count: number): string {
  return Array.from({ length: count }, () => SIGNS[random.whole(0, SIGNS.length - 1)]).join("");
}

function person(random: Random) {
  return { first: random.one(FIRST), last: random.one(LAST) };
}

type Made = readonly [value: string, words: string, key: string];

/** A value of each kind, with the words that stand before it in a text, and the name that a field of it has. */
const MAKE: Readonly<Record<PersonalKind, (random: Random) => Made>> = {
  email(random) {
    const { first, last } = person(random);
    const local = random.one([
      `${plain(first)}.${plain(last)}`,
      `${plain(last)}${random.whole(1, 99)}`,
      `${plain(first)[0]}.${plain(last)}`,
    ]);
    return [`${local}@${random.one(HOSTS)}`, random.one(["contact", "from", "E-Mail", "für", "de"]), "email"];
  },
  phone(random) {
    const value = random.one([
      "+49 151 ########",
      "+44 7700 90####",
      "+1 415 55#-####",
      "+33 6 ## ## ## ##",
      "+48 6## ### ###",
      "+34 6## ## ## ##",
    ]);
    const national = random.one(["(415) 55#-####", "212-73#-####", "030 ########", "06 ## ## ## ##", "020 79## ####"]);
    return [
      number(random, random.one([value, national])),
      random.one(["phone", "tel.", "call", "Telefon", "téléphone"]),
      "phone",
    ];
  },
  payment_card: (random) => [card(random), random.one(["card", "Karte", "carte", "tarjeta"]), "card number"],
  iban: (random) => [iban(random), random.one(["IBAN", "account", "Konto", "compte"]), "iban"],
  national_id(random) {
    const { words, key, make } = random.one(NATIONAL_IDS);
    return [make(random), random.one(words), key];
  },
  ip_address(random) {
    const six = `2a02:${random.hex(4)}:${random.hex(4)}:${random.hex(4)}::${random.hex(2)}`;
    return [
      random.one([address4(random), address4(random), six]),
      random.one(["client", "from", "login from"]),
      "client ip",
    ];
  },
  mac_address(random) {
    const octet = () => random.hex(2);
    const parts = ["a4", octet(), octet(), octet(), octet(), octet()];
    return [random.one([parts.join(":"), parts.join("-").toUpperCase()]), random.one(["device", "MAC"]), "mac"];
  },
  birth_date: (random) => [
    date(random),
    random.one(["born", "geboren am", "née le", "nacido el", "DOB"]),
    "date of birth",
  ],
  postal_address: (random) => [street(random), random.one(["lives at", "Adresse", "ship to"]), "home address"],
  secret(random) {
    const [value, words] = random.one([
      [`ghp_${signs(random, 36)}`, "token"],
      [`AKIA${signs(random, 16).toUpperCase()}`, "key"],
      [`hf_${signs(random, 34)}`, "using"],
      [`${signs(random, 6)}7!${signs(random, 4)}`, "password ="],
      [`glpat-${signs(random, 20)}`, "with"],
    ] as const);
    return [value, words, "api key"];
  },
};

function marked(kind: PersonalKind, value: string): string {
  return `⟦${kind}:${value}⟧`;
}

function named(random: Random): string {
  const { first, last } = person(random);
  return `⟦name:${first} ${last}⟧`;
}

/** A text of a kind that metadata has, with one personal value in it; or the field that is nothing else. */
function personal(random: Random, kind: PersonalKind): Example {
  const [value, words, key] = MAKE[kind](random);
  const it = `${words} ${marked(kind, value)}`;
  return random.one([
    () => example(key, marked(kind, value)),
    () => example("commit message", `fix(features): drop row of ${it} (#${random.whole(100, 9999)})`),
    () => example("error", `ValueError: cannot parse row ${random.whole(1, 9_999_999)}: ${it}`),
    () => example("note", `Gemeldet von ${named(random)}, ${it}, bitte aus ${lookalike(random).text} entfernen`),
    () => example("notes", `${named(random)} asked us to forget them: ${it}`),
    () => example("message", `La demande du ${random.one(["client", "patient"])} : ${it}`),
    () => example("description", `Snapshot ${random.hex(12)} still holds ${it}; see R${random.whole(100, 999)}`),
    () => example("log", `2026-0${random.whole(1, 9)}-1${random.whole(0, 9)}T10:22:0${random.whole(0, 9)}Z WARN ${it}`),
  ])();
}

const CLEAN: readonly ((random: Random) => readonly [key: string, text: string])[] = [
  (random) => ["sha256", random.hex(64)],
  (random) => ["commit", random.hex(40)],
  (random) => ["image", `registry.acme.io/train@sha256:${random.hex(64)}`],
  (random) => ["id", `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`],
  (random) => [
    "version",
    `${random.whole(0, 30)}.${random.whole(0, 40)}.${random.whole(0, 9)}-rc.${random.whole(1, 9)}`,
  ],
  (random) => ["cudnn version", `8.${random.whole(0, 9)}.${random.whole(0, 9)}.${random.whole(1, 99)}`],
  (random) => [
    "requirements",
    `nvidia-cublas-cu12==12.${random.whole(0, 9)}.${random.whole(0, 9)}.${random.whole(1, 200)}`,
  ],
  (random) => ["learning rate", String(random.between(0, 1) / 1000)],
  (random) => ["run id", `R${random.whole(100, 99_999)}`],
  (random) => ["run id", `2026${digitsOf(random, 13)}`],
  (random) => ["started ms", `17${digitsOf(random, 11)}`],
  (random) => ["started ns", `17${digitsOf(random, 17)}`],
  (random) => ["created at", `2026-0${random.whole(1, 9)}-2${random.whole(0, 8)}T1${random.whole(0, 9)}:22:01.123Z`],
  (random) => ["date", `2${random.whole(0, 8)}/0${random.whole(1, 9)}/2026`],
  (random) => ["host", `127.0.0.1:${random.whole(1024, 65_535)}`],
  (random) => ["nodes", `10.${random.whole(0, 255)}.${random.whole(0, 255)}.7, 192.168.${random.whole(0, 255)}.1`],
  (random) => ["seed", String(random.whole(1, 2_147_483_647))],
  (random) => ["bytes", digitsOf(random, 11)],
  (random) => [
    "metrics",
    `accuracy ${random.between(0, 1)}, auc ${random.between(0, 1)}, loss ${random.between(0, 3)}`,
  ],
  (random) => ["losses", `[${random.between(0, 3)}, ${random.between(0, 3)}, ${random.between(0, 3)}]`],
  (random) => [
    "model",
    random.one(["churn:v2", "bert-base-uncased", "llama-3-70b-instruct", "resnet-50", "xgboost@2.1.0"]),
  ],
  (random) => [
    "uri",
    `s3://lake/churn/2026/0${random.whole(1, 9)}/part-0000${random.whole(0, 9)}-${random.hex(4)}.parquet`,
  ],
  (random) => ["repository", `git@github.com:acme/model-${random.whole(1, 99)}.git`],
  (random) => ["password", random.one(["$" + "{DB_PASSWORD}", "********", "<redacted>"])],
  (random) => ["fingerprint", Array.from({ length: 16 }, () => random.hex(2)).join(":")],
  (random) => ["hex", random.hex(random.whole(8, 32)).toUpperCase()],
  (random) => ["order", `ORD-2026-${digitsOf(random, 6)}-${digitsOf(random, 2)}`],
  (random) => ["window", `2026-0${random.whole(1, 9)}-01/2026-0${random.whole(1, 9)}-28`],
  (random) => [
    "commit message",
    `feat(train): raise batch to ${random.whole(16, 512)} and warmup to ${random.whole(100, 9000)} (#${random.whole(1, 999)})`,
  ],
  (random) => [
    "description",
    `Frozen on 2026-0${random.whole(1, 9)}-15 with ${random.whole(10_000, 9_999_999)} rows and ${random.whole(10, 400)} columns`,
  ],
  (random) => [
    "error",
    `CUDA out of memory. Tried to allocate ${random.whole(1, 80)}.00 GiB (GPU 0; 79.15 GiB total capacity)`,
  ],
  (random) => [
    "nota",
    `El lote ${digitsOf(random, 8)} se entrenó en ${random.whole(1, 40)} h con ${random.whole(1, 64)} GPU`,
  ],
];

function digitsOf(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.whole(0, 9)).join("");
}

/** A text with nothing personal in it that looks as if. */
function lookalike(random: Random): Example {
  const [key, text] = random.one(CLEAN)(random);
  return example(key, text);
}

/** For tests: so many examples of each kind, and as many of none, as they stand in the metadata of models. Equal seeds give equal ones. */
export function corpus(seed: number, perKind: number, kinds: readonly PersonalKind[]): Example[] {
  const random = randomOf(seed);
  const found = kinds.flatMap((kind) => Array.from({ length: perKind }, () => personal(random, kind)));
  return [...found, ...Array.from({ length: found.length }, () => lookalike(random))];
}
