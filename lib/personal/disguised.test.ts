import { expect, test } from "vitest";
import { findPersonal, redact } from "./find";

function kindsIn(text: string, key = ""): string[] {
  return findPersonal(text, key).map(({ kind }) => kind);
}

test.each([
  ["payment_card", "paid with 4242\u00a04242\u00a04242\u00a04242 yesterday"],
  ["payment_card", "paid with 4242\u202f4242\u202f4242\u202f4242 yesterday"],
  ["payment_card", "card 5105.1051.0510.5100 declined"],
  ["payment_card", "amex 3782.822463.10005"],
  ["payment_card", "paid with ４２４２ ４２４２ ４２４２ ４２４２ yesterday"],
  ["payment_card", "paid with ٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢ yesterday"],
  ["payment_card", "paid with ४२४२ ४२४२ ४२४२ ४२४२ yesterday"],
  ["email", "ask ａｄａ＠ｌｏｖｅｌａｃｅ．ｏｒｇ"],
  ["email", "ask ada＠lovelace.example.org"],
  ["email", "ask ada&#64;lovelace.org or wait"],
  ["email", "<a href='mailto:ada&#x40;lovelace.org'>"],
  ["email", "ask ada&commat;lovelace.org"],
  ["email", "schaden@mueller.versicherung"],
  ["email", "studio@weiss.photography, again"],
  ["phone", "erreichbar unter 0049 731 166 2214"],
  ["phone", "0033 1 42 68 53 00 avant midi"],
  ["phone", "tel 00497311662214"],
])("%s is found although it is written in another way: %s", (kind, text) => {
  expect(kindsIn(text)).toEqual([kind]);
});

test.each([
  ["a working directory", "pwd=/home/app", ""],
  ["a secret's place", "password: /run/secrets/db-password", ""],
  ["a relative path", "secret_key=./keys/signing.pem", ""],
  ["a path under a secret's name", "/run/secrets/token", "db password"],
  ["a number that passes the check and no issuer gave out", "1234567812345670", ""],
  ["another one, under a card's name", "9999999999999995", "card number"],
  ["a number filled up with noughts", "0033612345678", "row id"],
  ["versions with dots", "1.2.3.4.5.6.7.8.9.10.11.12.13", ""],
  ["a metric at a depth", "recall@top.mean", ""],
  ["an action at a version", "uses: actions/checkout@v4.photography2", ""],
])("%s is no finding", (_, text, key) => {
  expect(kindsIn(text, key)).toEqual([]);
});

test("what is taken out of a text in wide letters is what was written there", () => {
  const text = "漢字 ４２４２ ４２４２ ４２４２ ４２４２ ありがとう";
  expect(redact(text, findPersonal(text))).toBe("漢字 [redacted:payment_card] ありがとう");
});

test("a secret that begins with a slash and is no path is one", () => {
  expect(kindsIn("password=/Xk9fQ+7vLm2/aB")).toEqual(["secret"]);
});
