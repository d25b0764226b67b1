import type { Reason } from "@/graph-schema/envelope";
import type { Permission, Role, TokenScope } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";

const READS = ["artifact:read", "promotion:read", "account:self"] as const satisfies Permission[];

/** What each role may do. Who builds does not approve, who administers neither builds, approves nor audits. */
export const PERMISSIONS_OF: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: READS,
  data_scientist: [
    ...READS,
    "artifact:download",
    "artifact:attach",
    "event:record",
    "attestation:state",
    "promotion:request",
    "reproduction:request",
    "promotion:comment",
    "incident:manage",
  ],
  approver: [...READS, "artifact:download", "promotion:approve", "promotion:override", "promotion:comment"],
  auditor: [...READS, "artifact:download", "audit:read", "audit:payload", "reproduction:request"],
  compliance_officer: [
    ...READS,
    "artifact:download",
    "audit:read",
    "audit:payload",
    "finding:acknowledge",
    "finding:resolve",
    "model:retire",
    "policy:publish",
    "privacy:read",
    "privacy:erase",
    "privacy:hold",
    "privacy:retain",
    "promotion:override",
    "reproduction:request",
    "promotion:comment",
    "incident:manage",
  ],
  operator: [
    ...READS,
    "artifact:download",
    "promotion:promote",
    "promotion:override",
    "promotion:comment",
    "deployment:deploy",
    "deployment:rollback",
    "model:retire",
    "finding:acknowledge",
    "reconciliation:request",
    "incident:manage",
  ],
  admin: [...READS, "account:manage", "token:manage", "key:manage", "project:create", "reproduction:request"],
  service: [
    ...READS,
    "artifact:download",
    "artifact:attach",
    "event:record",
    "attestation:state",
    "promotion:request",
    "promotion:comment",
    // Counts only where the policy says that approvals may be automated.
    "promotion:approve",
    "promotion:promote",
    "deployment:deploy",
    "deployment:rollback",
    // To take up what people asked for; no person runs it in their own name on the machine of the app.
    "reproduction:run",
  ],
};

/** Permissions for which a person must stand: a role of a service never has them, whatever else it is given. */
const PERSONS_ONLY: ReadonlySet<Permission> = new Set<Permission>([
  "finding:acknowledge",
  "promotion:override",
  "policy:publish",
  "finding:resolve",
  "incident:manage",
  "privacy:read",
  "privacy:erase",
  "privacy:hold",
  "privacy:retain",
  "account:manage",
  "token:manage",
  "key:manage",
]);

/** What somebody with `roles` may do; a token narrows it to its `scopes`, and never widens it. */
export function permissionsOf(
  kind: "user" | "service" | "system",
  roles: readonly Role[],
  scopes: readonly TokenScope[] | null,
): ReadonlySet<Permission> {
  const granted = roles.flatMap((role) => PERMISSIONS_OF[role]);
  return new Set(
    granted.filter(
      (permission) =>
        (kind === "user" || !PERSONS_ONLY.has(permission)) && (scopes === null || scopes.includes(permission)),
    ),
  );
}

interface Rights {
  readonly permissions: ReadonlySet<Permission>;
  /** The projects that a token is confined to; null is all. */
  readonly projects: readonly string[] | null;
}

/** Why the holder of `rights` may not do what `permission` names in `project`. An empty list means they may. */
export function reasonsToDeny(rights: Rights, permission: Permission, project: string): Reason[] {
  const reasons: Reason[] = [];
  if (!rights.permissions.has(permission)) {
    reasons.push(reason("permission_missing", { permission }));
  }
  if (rights.projects !== null && !rights.projects.includes(project)) {
    reasons.push(reason("project_not_in_token", { project }));
  }
  return reasons;
}
