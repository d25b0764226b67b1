import { PERMISSIONS, ROLES } from "@/lib/contract/identity";

/** Permissions for which a person must stand: a service never has them, whatever role it is given. */
const PERSONS_ONLY = [
  "finding:acknowledge",
  "finding:resolve",
  "promotion:override",
  "policy:publish",
  "incident:manage",
  "account:manage",
  "token:manage",
  "key:manage",
  "access:review",
  "access:break_glass",
  "privacy:read",
  "privacy:erase",
  "privacy:hold",
  "privacy:retain",
  "privacy:quarantine",
] as const;

/** What concerns nobody but the caller, and what a runner asks before it knows for which project. */
const OWN = ["account:self", "reproduction:run"] as const;

function groupsOf(permission: string): string {
  const groups = [
    ...(PERSONS_ONLY.some((each) => each === permission) ? ['Action::"persons only"'] : []),
    ...(OWN.some((each) => each === permission) ? ['Action::"own"'] : []),
  ];
  return groups.length > 0 ? ` in [${groups.join(", ")}]` : "";
}

const ACTIONS = PERMISSIONS.map(
  (permission) => `action "${permission}"${groupsOf(permission)} appliesTo {
  principal: [User, Service],
  resource: [Project, Installation],
  context: { permission: String, scopes?: Set<String>, projects?: Set<Project> }
};`,
).join("\n");

/** What the policies speak about (Cedar schema): who, doing what, in a project or in the whole installation. */
export const ACCESS_SCHEMA = `
entity Role enum [${ROLES.map((role) => `"${role}"`).join(", ")}];
entity User, Service in [Role];
entity Project, Installation;
action "persons only", "own";
${ACTIONS}
`;

/**
 * Who may do what (Cedar policies; what none permits is denied). A role is held in the whole installation or in one project;
 * a principal has as parents the roles that it holds where it asks. Who builds does not approve, who administers neither builds,
 * approves nor audits. docs/permissions.md is made from this.
 */
export const ACCESS_POLICIES: Readonly<Record<string, string>> = {
  everybody: `permit (principal, action == Action::"account:self", resource);`,
  reads: `permit (principal, action in [Action::"artifact:read", Action::"promotion:read"], resource)
when { ${ROLES.map((role) => `principal in Role::"${role}"`).join(" || ")} };`,
  data_scientist: `permit (
  principal in Role::"data_scientist",
  action in [
    Action::"artifact:download", Action::"artifact:attach", Action::"event:record", Action::"attestation:state",
    Action::"promotion:request", Action::"promotion:comment", Action::"reproduction:request", Action::"incident:manage"
  ],
  resource
);`,
  approver: `permit (
  principal in Role::"approver",
  action in [
    Action::"artifact:download", Action::"promotion:approve", Action::"promotion:override", Action::"promotion:comment"
  ],
  resource
);`,
  auditor: `permit (
  principal in Role::"auditor",
  action in [
    Action::"artifact:download", Action::"audit:read", Action::"audit:payload", Action::"reproduction:request",
    Action::"access:review", Action::"access:break_glass"
  ],
  resource
);`,
  compliance_officer: `permit (
  principal in Role::"compliance_officer",
  action in [
    Action::"artifact:download", Action::"audit:read", Action::"audit:payload", Action::"finding:acknowledge",
    Action::"finding:resolve", Action::"model:retire", Action::"policy:publish", Action::"promotion:override",
    Action::"promotion:comment", Action::"reproduction:request", Action::"incident:manage", Action::"access:review",
    Action::"access:break_glass", Action::"privacy:read", Action::"privacy:erase", Action::"privacy:hold",
    Action::"privacy:retain", Action::"privacy:quarantine"
  ],
  resource
);`,
  operator: `permit (
  principal in Role::"operator",
  action in [
    Action::"artifact:download", Action::"promotion:promote", Action::"promotion:override", Action::"promotion:comment",
    Action::"deployment:deploy", Action::"deployment:rollback", Action::"model:retire", Action::"finding:acknowledge",
    Action::"reconciliation:request", Action::"incident:manage", Action::"access:break_glass"
  ],
  resource
);`,
  admin: `permit (
  principal in Role::"admin",
  action in [
    Action::"account:manage", Action::"token:manage", Action::"key:manage", Action::"project:create",
    Action::"reproduction:request", Action::"access:review", Action::"access:break_glass"
  ],
  resource
);`,
  // promotion:approve counts only where the policy of the promotion says that approvals may be automated. reproduction:run takes
  // up what people asked for; no person runs it in their own name on the machine of the app.
  service: `permit (
  principal in Role::"service",
  action in [
    Action::"artifact:download", Action::"artifact:attach", Action::"event:record", Action::"attestation:state",
    Action::"promotion:request", Action::"promotion:comment", Action::"promotion:approve", Action::"promotion:promote",
    Action::"deployment:deploy", Action::"deployment:rollback", Action::"reproduction:run"
  ],
  resource
);`,
  persons_only: `forbid (principal is Service, action in Action::"persons only", resource);`,
  // A token narrows what its service may do, and never widens it.
  token_scopes: `forbid (principal, action, resource)
when { context has scopes }
unless { context.scopes.contains(context.permission) };`,
  token_projects: `forbid (principal, action, resource is Project)
when { context has projects }
unless { context.projects.contains(resource) };`,
  // What lies across projects is none of one project's business.
  token_installation: `forbid (principal, action, resource is Installation)
when { context has projects }
unless { action in Action::"own" };`,
};
