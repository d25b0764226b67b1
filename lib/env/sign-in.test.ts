import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { SetupError } from "@/lib/errors";

const directory = mkdtempSync(join(tmpdir(), "pedigree-sign-in-"));
const PROVIDER = {
  id: "org",
  name: "Example Organisation",
  issuer: "https://sso.example.org/realms/ml",
  clientId: "pedigree",
  clientSecretVariable: "ORG_SECRET",
  groups: [{ group: "ml-approvers", roles: ["viewer", "approver"] }],
};

const WORKLOAD = {
  id: "ci",
  issuer: "https://ci.example.org",
  audience: "pedigree",
  claims: { repository: "org/churn" },
  service: "svc-ci",
  scopes: ["event:record"],
};

function parsed(content: unknown, env: Record<string, string> = { ORG_SECRET: "hush" }) {
  const file = join(directory, "sign-in.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return parseEnv({ PEDIGREE_SIGN_IN: file, ...env }).signIn;
}

test("providers are read from one file, their secrets from a variable or a file of their own", () => {
  expect(parseEnv({}).signIn.providers).toEqual([]);
  const [provider] = parsed({ providers: [PROVIDER] }).providers;
  expect(provider).toMatchObject({ clientSecret: "hush", scopes: ["openid", "profile"], groupsClaim: "groups" });
  expect(provider?.enrolsUnknown).toBe(false);
  const clientSecretFile = join(directory, "secret");
  writeFileSync(clientSecretFile, "from a file\n");
  const { clientSecretVariable: _, ...rest } = PROVIDER;
  expect(parsed({ providers: [{ ...rest, clientSecretFile }] }).providers[0]?.clientSecret).toBe("from a file");
  expect(parsed({ providers: [{ ...PROVIDER, issuer: "http://127.0.0.1:8080" }] }).providers).toHaveLength(1);
  expect(parsed({ workloads: [WORKLOAD] }).workloads).toEqual([{ ...WORKLOAD, minutes: 15 }]);
});

test("a file that is wrong is refused at the start, by the place that is wrong and without its secrets", () => {
  const wrong: [unknown, RegExp][] = [
    ["{", /no JSON/],
    [{ provider: [] }, /Unrecognized key/],
    [{ workloads: [{ ...WORKLOAD, claims: {} }] }, /claims must hold one claim/],
    [{ workloads: [{ ...WORKLOAD, minutes: 600 }] }, /minutes/],
    [{ providers: [{ ...PROVIDER, issuer: "http://sso.example.org" }] }, /providers\.0\.issuer must begin with https/],
    [{ providers: [{ ...PROVIDER, groups: [{ group: "a", roles: ["service"] }] }] }, /groups\.0\.roles\.0/],
    [{ providers: [{ ...PROVIDER, groups: [{ group: "a", roles: ["viewer"], projects: ["p"] }] }] }, /projects/],
    [{ providers: [{ ...PROVIDER, scopes: ["profile"] }] }, /must hold openid/],
    [{ providers: [{ ...PROVIDER, clientSecretFile: "/nowhere" }] }, /only one of them/],
    [{ providers: [PROVIDER, PROVIDER] }, /an id each/],
    [{ providers: [{ ...PROVIDER, clientSecret: "hush-hush" }] }, /Unrecognized key/],
  ];
  for (const [content, why] of wrong) {
    const parse = () => parsed(content);
    expect(parse).toThrow(SetupError);
    expect(parse).toThrow(why);
    expect(parse).not.toThrow(/hush/);
  }
  expect(() => parsed({ providers: [PROVIDER] }, {})).toThrow("the client's secret of org is empty: ORG_SECRET");
  expect(() => parseEnv({ PEDIGREE_SIGN_IN: "/nowhere.json" })).toThrow("it cannot be read: /nowhere.json");
});
