import { z } from "zod";
import { ProjectId } from "@/graph-schema/names";

export const ROLES = [
  "viewer",
  "data_scientist",
  "approver",
  "auditor",
  "compliance_officer",
  "operator",
  "admin",
  "service",
] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** What a route asks for. `lib/identity/access/policies.ts` says which role has which. */
export const PERMISSIONS = [
  "artifact:read",
  "artifact:download",
  "artifact:attach",
  "event:record",
  "attestation:state",
  "promotion:read",
  "promotion:request",
  "promotion:comment",
  "promotion:approve",
  "promotion:promote",
  "promotion:override",
  "policy:publish",
  "deployment:deploy",
  "deployment:rollback",
  "model:retire",
  "audit:read",
  "audit:payload",
  "finding:acknowledge",
  "finding:resolve",
  "reconciliation:request",
  "reproduction:request",
  "reproduction:run",
  "incident:manage",
  "access:review",
  "access:break_glass",
  "privacy:read",
  "privacy:erase",
  "privacy:hold",
  "privacy:retain",
  "privacy:quarantine",
  "account:self",
  "account:manage",
  "token:manage",
  "key:manage",
  "project:create",
] as const;
export const Permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof Permission>;

/** What somebody holds in one project. */
export const ProjectRole = z.object({
  project: z.string(),
  role: Role,
  until: z.string().nullable().describe("when it ends; null where it does not"),
  breakGlass: z.boolean().describe("did they take it themself, in an emergency?"),
});
export type ProjectRole = z.infer<typeof ProjectRole>;

/** Scopes of a service's token: permissions, and `acted:*` for technical facts that it may state as its own acts. */
export const TOKEN_SCOPES = [...PERMISSIONS, "acted:facts"] as const;
export const TokenScope = z.enum(TOKEN_SCOPES);
export type TokenScope = z.infer<typeof TokenScope>;

export const SignInBody = z.strictObject({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1_000),
});

/** GET /session — who is signed in; `sample` lists how to sign in on the embedded sample, and is null elsewhere. */
/** What waits in quarantine where the reader may decide. */
const QuarantineCount = z.object({
  waiting: z.int().describe("acts that set something aside"),
  firstGoes: z.string().nullable().describe("when the oldest goes by itself, unless a legal hold is on it"),
});
export type QuarantineCount = z.infer<typeof QuarantineCount>;

/** Numbers of promotion requests by project; a project without any is left out. */
export const RequestCounts = z.object({
  waiting: z.record(z.string(), z.int()).describe("that wait for the reader's decision"),
  decided: z
    .record(z.string(), z.int())
    .describe("of the reader's own, decided by others since they looked at the list"),
});
export type RequestCounts = z.infer<typeof RequestCounts>;

const NamedProvider = z.object({ id: z.string(), name: z.string() });

export const SessionReply = z.object({
  user: z
    .object({
      account: z.string(),
      username: z.string(),
      displayName: z.string(),
      roles: z.array(Role),
      permissions: z.array(Permission).describe("in the whole installation"),
      inProjects: z
        .array(z.object({ project: z.string(), permissions: z.array(Permission) }))
        .describe("in projects where they hold a role of their own: all that they may do there"),
      grants: z.array(ProjectRole),
      expiresAt: z.string(),
    })
    .nullable(),
  sample: z
    .array(z.object({ username: z.string(), password: z.string(), displayName: z.string(), role: Role }))
    .nullable(),
  guard: z.enum(["enforced", "absent"]),
  providers: z.array(NamedProvider).describe("by which one may sign in instead of a password"),
  signsAt: NamedProvider.nullable().describe(
    "where the reader may show who they are before they sign; null for those who have no such place",
  ),
  signsWith: z.array(z.enum(["passkey", "password"])).describe("by what else they may"),
  hasInitialPassword: z.boolean().describe("whether somebody else set their password, so that it signs nothing yet"),
  passkeys: z.boolean().describe("whether browsers offer passkeys at this address"),
  openFindings: z
    .int()
    .nullable()
    .describe("findings about the record itself that nobody has resolved; null where nobody is signed in"),
  allFindings: z.int().nullable().describe("the same with those about bytes of artifacts"),
  newFindings: z.int().nullable().describe("those of them that were found since the reader last looked at the inbox"),
  requests: RequestCounts.nullable().describe("promotion requests; null where nobody is signed in"),
  quarantine: QuarantineCount.nullable().describe("what waits in quarantine; null where nobody is signed in"),
});
export type SessionReply = z.infer<typeof SessionReply>;

/** DELETE /session — where the browser ends the session that a provider has; no body where there is none. */
export const SignOutReply = z.object({ leaveAt: z.url() });

export const SessionRow = z.object({
  id: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
  current: z.boolean(),
  agent: z.string().nullable(),
});
export const SessionsReply = z.object({ sessions: z.array(SessionRow), total: z.int(), truncated: z.boolean() });

export const CreateTokenBody = z.strictObject({
  service: z.string().min(1).max(200).describe("user name of the service account"),
  scopes: z.array(TokenScope).min(1),
  projects: z.array(ProjectId).min(1).max(100).optional().describe("projects it may touch; all when left out"),
  expiresInDays: z.int().min(1).max(365).default(90),
});
export const TokenRow = z.object({
  id: z.string(),
  service: z.string(),
  scopes: z.array(TokenScope),
  projects: z.array(z.string()).nullable().describe("projects that it may touch; null is all"),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
/** `secret` is shown once, here. */
export const CreateTokenReply = z.object({ token: TokenRow, secret: z.string() });
export const TokensReply = z.object({ tokens: z.array(TokenRow), total: z.int(), truncated: z.boolean() });

export const CreateAccountBody = z.strictObject({
  username: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{1,63}$/, "2 to 64 lower-case letters, digits, dots, hyphens, underscores"),
  displayName: z.string().min(1).max(200),
  kind: z.enum(["user", "service"]),
  roles: z.array(Role).describe("in the whole installation; none for somebody who is given roles in projects"),
  password: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe("12 to 128 characters; good for three days, until its owner chooses one"),
  samePersonAs: z.string().optional().describe("user name of another account of the same person"),
});
/** What a route of one session, token or account takes from its path. */
export const IdParams = z.object({ id: z.uuid() });
export const AccountParams = z.object({ username: z.string().min(1).max(200) });

/** POST /session/password — one's own; POST /accounts/{username}/password — for somebody who lost theirs. */
export const ChangePasswordBody = z.strictObject({
  current: z.string().min(1).max(1_000),
  next: z.string().min(1).max(1_000),
});
export const ResetPasswordBody = z.strictObject({ password: z.string().min(1).max(1_000) });
/** POST /accounts/{username}/roles — exactly these from now on, in the whole installation. */
export const SetRolesBody = z.strictObject({ roles: z.array(Role) });

/** POST /accounts/{username}/grants — a role in one project. */
export const GrantBody = z.strictObject({
  project: ProjectId,
  role: Role,
  expiresInDays: z.int().min(1).max(3_650).optional().describe("how long; until it is revoked when left out"),
});
/** DELETE /accounts/{username}/grants/{within}/{role} — `within` is the project. */
export const GrantParams = z.object({ username: z.string().min(1).max(200), within: ProjectId, role: Role });

/** What somebody may take for themself in an emergency: to look, and to keep production alive. What decides about others is not among it. */
export const BREAK_GLASS_ROLES = ["viewer", "operator", "auditor"] as const satisfies readonly Role[];
export type BreakGlassRole = (typeof BREAK_GLASS_ROLES)[number];

/** POST /break-glass — a role in a project that one does not hold, for a short time, at once and with an alarm. */
export const BreakGlassBody = z.strictObject({
  project: ProjectId,
  role: z.enum(BREAK_GLASS_ROLES),
  minutes: z.int().min(5).max(240).default(60),
  why: z.string().trim().min(20).max(2_000).describe("for whoever reviews it; at least 20 characters"),
  password: z.string().min(1).max(1_000).optional().describe("of whoever asks, to show that it is them"),
});

export const AccountRow = z.object({
  username: z.string(),
  displayName: z.string(),
  kind: z.enum(["user", "service"]),
  roles: z.array(Role).describe("in the whole installation"),
  grants: z.array(ProjectRole).describe("those that are in force"),
  account: z.string(),
  person: z.string().nullable(),
  disabledAt: z.string().nullable(),
});
export const AccountsReply = z.object({ accounts: z.array(AccountRow), total: z.int(), truncated: z.boolean() });

export const CreateProjectBody = z.strictObject({
  id: ProjectId,
  simulation: z.boolean().default(false).describe("acted routes take the caller's time; for samples and drills"),
});
/** `createdAt` is null for the project `default` while nobody created it. */
export const ProjectRow = z.object({ id: z.string(), simulation: z.boolean(), createdAt: z.string().nullable() });
export const ProjectsReply = z.object({ projects: z.array(ProjectRow), total: z.int(), truncated: z.boolean() });
