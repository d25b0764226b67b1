import { expect, test } from "vitest";
import { parseEnv } from "@/lib/env";

const given = {
  PEDIGREE_SECURITY_CONTACT: "mailto:security@example.org, https://example.org/report",
  PEDIGREE_SECURITY_EXPIRES: "2027-06-30",
};

test("security.txt says what is configured, and there is none where nothing is", () => {
  expect(parseEnv({}).security).toBeUndefined();
  expect(parseEnv({ PEDIGREE_SECURITY_EXPIRES: "2027-06-30" }).security).toBeUndefined();
  expect(parseEnv({ ...given, PEDIGREE_SECURITY_POLICY: "https://example.org/security" }).security).toEqual({
    contacts: ["mailto:security@example.org", "https://example.org/report"],
    expires: "2027-06-30T00:00:00.000Z",
    policy: "https://example.org/security",
  });
});

test("a contact without an end, or that is no address, is a setup error that names the variable", () => {
  const wrong = (env: Record<string, string>) => () => parseEnv({ ...given, ...env });
  expect(wrong({ PEDIGREE_SECURITY_EXPIRES: "" })).toThrow("PEDIGREE_SECURITY_EXPIRES is needed");
  expect(wrong({ PEDIGREE_SECURITY_EXPIRES: "soon" })).toThrow("PEDIGREE_SECURITY_EXPIRES must be a day");
  for (const contact of [
    "security@example.org",
    "http://example.org",
    "javascript:alert(1)",
    "mailto:a\u0000b",
    " , ",
  ]) {
    expect(wrong({ PEDIGREE_SECURITY_CONTACT: contact })).toThrow("PEDIGREE_SECURITY_CONTACT");
  }
  expect(wrong({ PEDIGREE_SECURITY_POLICY: "http://example.org" })).toThrow("PEDIGREE_SECURITY_POLICY");
});
