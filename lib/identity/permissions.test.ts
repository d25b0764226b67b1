import fc from "fast-check";
import { expect, test } from "vitest";
import { PERMISSIONS, type Permission, ROLES, type Role, TOKEN_SCOPES } from "@/lib/contract/identity";
import { PERMISSIONS_OF, permissionsOf, reasonsToDeny } from "./permissions";

const roles = fc.uniqueArray(fc.constantFrom(...ROLES));
const scopes = fc.uniqueArray(fc.constantFrom(...TOKEN_SCOPES));

function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) => PERMISSIONS_OF[role].includes(permission));
}

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
    "privacy:read": ["compliance_officer"],
    "privacy:erase": ["compliance_officer"],
    "privacy:hold": ["compliance_officer"],
    "privacy:retain": ["compliance_officer"],
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
    "account:manage": ["admin"],
    "token:manage": ["admin"],
    "key:manage": ["admin"],
    "project:create": ["admin"],
  });
});

test("a token never widens what its account may do", () => {
  fc.assert(
    fc.property(roles, scopes, (held, asked) => {
      const all = permissionsOf("service", held, null);
      for (const permission of permissionsOf("service", held, asked)) {
        expect(all.has(permission)).toBe(true);
        expect(asked).toContain(permission);
      }
    }),
  );
});

test("no service overrides, publishes, resolves or administers, whatever roles somebody gives it", () => {
  fc.assert(
    fc.property(roles, (held) => {
      const may = permissionsOf("service", held, null);
      const personal = [
        "finding:acknowledge",
        "promotion:override",
        "policy:publish",
        "finding:resolve",
        "incident:manage",
        "account:manage",
        "token:manage",
        "key:manage",
      ] as const;
      expect(personal.some((permission) => may.has(permission))).toBe(false);
    }),
  );
});

test("who holds nothing is denied everything, with the permission that is missing", () => {
  for (const permission of PERMISSIONS) {
    expect(reasonsToDeny({ permissions: new Set(), projects: null }, permission, "default")).toEqual([
      { code: "permission_missing", params: { permission } },
    ]);
  }
});

test("a token for some projects is denied all others", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom("a", "b", "c")),
      fc.constantFrom("a", "b", "c", "d"),
      (listed, asked) => {
        const rights = { permissions: new Set<Permission>(["artifact:read"]), projects: listed };
        expect(reasonsToDeny(rights, "artifact:read", asked).length === 0).toBe(new Set<string>(listed).has(asked));
      },
    ),
  );
});
