import fc from "fast-check";
import { expect, test } from "vitest";
import { hashPassword, isPassword, reasonsToRefusePassword } from "./passwords";

function codes(password: string, username = "ada.auditor"): string[] {
  return reasonsToRefusePassword(password, username).map(({ code }) => code);
}

test("12 to 128 characters of any kind are taken, spaces and emoji among them", () => {
  expect(codes("vexing mauve wombat")).toEqual([]);
  expect(codes("🦉🍋🚲🎻🧭🪁🛶🧀🦔🌵🎈🪐")).toEqual([]);
  expect(codes("kein Großbuchstabe nötig".toLowerCase())).toEqual([]);
  expect(codes("xk7-vq2-pl9w")).toEqual([]);
  expect(codes("xk7-vq2-pl9")).toEqual(["password_too_short"]);
  expect(codes("xk7-vq       pl9")).toEqual(["password_too_short"]);
  expect(codes("abcdef".repeat(22).slice(0, 128))).toEqual([]);
  expect(codes("abcdef".repeat(22).slice(0, 129))).toEqual(["password_too_long"]);
});

test("common passwords are refused, also dressed up with digits and signs", () => {
  for (const common of [
    "1qaz2wsx3edc",
    "qwerty123456",
    "Password1234!",
    "letmein-2024!!",
    "aaaaaaaaaaaaaa",
    "121212121212",
  ]) {
    expect(codes(common), common).toContain("password_too_common");
  }
});

test("a password that contains the user name is refused", () => {
  expect(codes("xx-Ada.Auditor-77")).toEqual(["password_contains_username"]);
});

test("a hash admits its password and no other, and nothing is cut off", async () => {
  const password = `${"long and winding ".repeat(6)}road`;
  const hash = await hashPassword(password);
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword(hash, password)).toBe(true);
  expect(await isPassword(hash, password.slice(0, -1))).toBe(false);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 130 }), async (other) => {
      fc.pre(other.normalize("NFKC") !== password);
      expect(await isPassword(hash, other)).toBe(false);
    }),
    { numRuns: 10 },
  );
});

test("the same characters are the same password, however the keyboard composed them", async () => {
  const hash = await hashPassword("Ange\u0301lique e\u0301crit tard");
  expect(await isPassword(hash, "Angélique écrit tard")).toBe(true);
});

test("without a hash every password is wrong", async () => {
  expect(await isPassword(undefined, "anything at all")).toBe(false);
});
