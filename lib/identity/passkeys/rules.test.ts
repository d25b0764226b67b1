import fc from "fast-check";
import { expect, test } from "vitest";
import { relyingPartyOf } from "./relying-party";
import { countsBack, MOST_PASSKEYS, reasonsToKeep, reasonsToStayOut, reasonsToTakeNoMore } from "./rules";

test("a passkey that cannot leave its device counts up, or not at all", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (counter, told) => {
      const isGood = told > counter || (told === 0 && counter === 0);
      expect(countsBack({ counter, isSyncable: false }, told)).toBe(!isGood);
      expect(countsBack({ counter, isSyncable: true }, told)).toBe(false);
    }),
  );
});

test("nobody removes the last way into their account", () => {
  const none = { passkeys: 0, hasPassword: false, hasProvider: false };
  expect(reasonsToKeep(none).map(({ code }) => code)).toEqual(["passkey_is_last"]);
  for (const other of [{ passkeys: 1 }, { hasPassword: true }, { hasProvider: true }]) {
    expect(reasonsToKeep({ ...none, ...other })).toEqual([]);
  }
});

test("where a provider decides who comes in, a passkey is no way around it", () => {
  const codes = (hasPassword: boolean, hasProvider: boolean) =>
    reasonsToStayOut({ hasPassword, hasProvider }).map(({ code }) => code);
  expect(codes(false, true)).toEqual(["passkey_signs_only"]);
  expect([codes(true, true), codes(true, false), codes(false, false)]).toEqual([[], [], []]);
});

test("an account has so many passkeys and no more", () => {
  expect(reasonsToTakeNoMore(MOST_PASSKEYS - 1)).toEqual([]);
  expect(reasonsToTakeNoMore(MOST_PASSKEYS).map(({ code }) => code)).toEqual(["passkeys_too_many"]);
});

test("passkeys are for names that browsers take for secure", () => {
  expect(relyingPartyOf("https://pedigree.example.org:8443/x")).toEqual({
    id: "pedigree.example.org",
    origin: "https://pedigree.example.org:8443",
  });
  expect(relyingPartyOf("http://localhost:3000")?.id).toBe("localhost");
  for (const none of ["http://pedigree.example.org", "http://127.0.0.1:3000", "https://192.0.2.1", "https://[::1]"]) {
    expect(relyingPartyOf(none)).toBeUndefined();
  }
});
