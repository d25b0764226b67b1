import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { validate } from "@cedar-policy/cedar-wasm/nodejs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PERMISSIONS, type Permission, ROLES, type Role, TOKEN_SCOPES } from "@/lib/contract/identity";
import { type Bearer, permissionsAt, reasonsToDeny } from "./decide";
import { ACCESS_POLICIES, ACCESS_SCHEMA } from "./policies";

const roles = fc.uniqueArray(fc.constantFrom(...ROLES));
const scopes = fc.uniqueArray(fc.constantFrom(...TOKEN_SCOPES));
const PERSON: Bearer = { kind: "user", roles: [], scopes: null, projects: null };
const SERVICE: Bearer = { ...PERSON, kind: "service" };
const HERE = { project: "a" };

function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) =>
    permissionsAt({ ...(role === "service" ? SERVICE : PERSON), roles: [role] }, HERE).has(permission),
  );
}

test("a decision during which V8 throws its code away ends no process", () => {
  const program = join(import.meta.dirname, "deoptimised.testing.ts");
  const argv = ["--allow-natives-syntax", "--import", "tsx", program];
  expect(execFileSync(process.execPath, argv, { encoding: "utf8" }).trim()).toBe("success");
});

test("the policies fit their schema", () => {
  const policies = { staticPolicies: { ...ACCESS_POLICIES } };
  expect(validate({ schema: ACCESS_SCHEMA, policies, validationSettings: { mode: "strict" } })).toMatchObject({
    type: "success",
    validationErrors: [],
    validationWarnings: [],
  });
});

test("each permission is held by exactly the roles that were decided", () => {
  expect(Object.fromEntries(PERMISSIONS.map((permission) => [permission, rolesWith(permission)]))).toEqual({
    "artifact:read": [...ROLES],
    "artifact:attach": ["data_scientist", "service"],
    "artifact:download": ["data_scientist", "approver", "auditor", "compliance_officer", "operator", "service"],
    "promotion:read": [...ROLES],
    "account:self": [...ROLES],
    "event:record": ["data_scientist", "service"],
    "promotion:request": ["data_scientist", "service"],
    "promotion:comment": ["data_scientist", "approver", "compliance_officer", "operator", "service"],
    "attestation:state": ["data_scientist", "service"],
    "promotion:approve": ["approver", "service"],
    "promotion:override": ["approver", "compliance_officer", "operator"],
    "policy:publish": ["compliance_officer"],
    "promotion:promote": ["operator", "service"],
    "deployment:deploy": ["operator", "service"],
    "deployment:rollback": ["operator", "service"],
    "model:retire": ["compliance_officer", "operator"],
    "audit:read": ["auditor", "compliance_officer"],
    "audit:payload": ["auditor", "compliance_officer"],
    "finding:acknowledge": ["compliance_officer", "operator"],
    "finding:resolve": ["compliance_officer"],
    "reconciliation:request": ["operator"],
    "reproduction:request": ["data_scientist", "auditor", "compliance_officer", "admin"],
    "reproduction:run": ["service"],
    "incident:manage": ["data_scientist", "compliance_officer", "operator"],
    "privacy:read": ["compliance_officer"],
    "privacy:erase": ["compliance_officer"],
    "privacy:hold": ["compliance_officer"],
    "privacy:retain": ["compliance_officer"],
    "privacy:quarantine": ["compliance_officer"],
    "access:review": ["auditor", "compliance_officer", "admin"],
    "access:break_glass": ["auditor", "compliance_officer", "operator", "admin"],
    "account:manage": ["admin"],
    "token:manage": ["admin"],
    "key:manage": ["admin"],
    "project:create": ["admin"],
  });
});

test("a token never widens what its account may do", () => {
  fc.assert(
    fc.property(roles, scopes, (held, asked) => {
      const all = permissionsAt({ ...SERVICE, roles: held }, HERE);
      for (const permission of permissionsAt({ ...SERVICE, roles: held, scopes: asked }, HERE)) {
        expect(all.has(permission)).toBe(true);
        expect(asked).toContain(permission);
      }
    }),
    { numRuns: 50 },
  );
});

test("no service overrides, publishes, resolves, reviews or administers, whatever roles somebody gives it", () => {
  const personal = [
    "finding:acknowledge",
    "promotion:override",
    "policy:publish",
    "finding:resolve",
    "incident:manage",
    "access:review",
    "access:break_glass",
    "privacy:read",
    "privacy:erase",
    "privacy:hold",
    "privacy:retain",
    "privacy:quarantine",
    "account:manage",
    "token:manage",
    "key:manage",
  ] as const;
  for (const permission of personal) {
    expect(reasonsToDeny({ ...SERVICE, roles: [...ROLES] }, permission, "installation")).toHaveLength(1);
    expect(reasonsToDeny({ ...PERSON, roles: [...ROLES] }, permission, "installation")).toEqual([]);
  }
});

test("who holds nothing is denied everything but what is their own, with the permission that is missing", () => {
  for (const permission of PERMISSIONS.filter((each) => each !== "account:self")) {
    expect(reasonsToDeny(PERSON, permission, HERE)).toEqual([{ code: "permission_missing", params: { permission } }]);
  }
});

test("a token for some projects is denied all others, and what lies across projects", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom("a", "b", "c")),
      fc.constantFrom("a", "b", "c", "d"),
      (listed, project) => {
        const bearer = { ...SERVICE, roles: ["service" as const], projects: listed };
        const isListed = new Set<string>(listed).has(project);
        const code = isListed ? [] : [{ code: "project_not_in_token", params: {} }];
        expect(reasonsToDeny(bearer, "artifact:read", { project })).toEqual(code);
        expect(reasonsToDeny(bearer, "artifact:read", "installation")).toHaveLength(1);
        expect(reasonsToDeny(bearer, "account:self", "installation")).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
});

test("what a token names by another name than a project's own is no way in", () => {
  const bearer = { ...SERVICE, roles: ["service" as const], projects: ["a"] };
  for (const project of ["A", "a ", 'a"', "a::b", "__proto__", ""]) {
    expect(reasonsToDeny(bearer, "artifact:read", { project })).toHaveLength(1);
  }
});
