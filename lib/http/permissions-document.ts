import { PERMISSIONS, type Permission, ROLES, type Role } from "@/lib/contract/identity";
import { permissionsAt } from "@/lib/identity/access/decide";
import { ACCESS_POLICIES } from "@/lib/identity/access/policies";
import type { RouteRow } from "./route-table";

function holds(role: Role, permission: Permission): boolean {
  const kind = role === "service" ? "service" : "user";
  return permissionsAt({ kind, roles: [role], scopes: null, projects: null }, "installation").has(permission);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Who gets in at a route: the roles, or that no role is asked for. */
function whoMay(permission: Permission | "anyone" | "exempt"): string {
  if (permission === "anyone" || permission === "exempt") {
    return "anybody";
  }
  const roles = ROLES.filter((role) => holds(role, permission));
  return roles.length === ROLES.length ? "every role" : roles.join(", ");
}

/** docs/permissions.md: which role may do what, and what each route asks for, out of the access policies and the routes. */
export function permissionsDocument(routes: readonly RouteRow[]): string {
  const held = PERMISSIONS.map((permission) => [
    `\`${permission}\``,
    ...ROLES.map((role) => (holds(role, permission) ? "●" : "")),
  ]);
  const asked = routes.map(({ method, path, handler: { gate } }) => [
    method,
    `\`${path}\``,
    gate.permission === "anyone" || gate.permission === "exempt"
      ? gate.permission
      : `\`${gate.permission}\`${gate.isAcross ? " in any project" : ""}`,
    whoMay(gate.permission),
  ]);
  return `<!-- Made by \`npx pedigree docs\` from lib/identity/access/policies.ts and the routes. Do not edit. -->
# Who may do what

A role is held in the whole installation, or in one project. What no policy permits is denied. A route with \`{project}\` in its path asks for
its permission in that project; the others ask for it in the whole installation, but for those of the audit trail and of the access review,
which show one project to who may look there (\`?project=\`). A token narrows a service's role to its scopes and projects.

${table(["Permission", ...ROLES.map((role) => role.replaceAll("_", " "))], held)}

## What each route asks for

\`exempt\` are no events and show nothing that was recorded; \`anyone\` is on record, too.

${table(["Method", "Route", "Permission", "Roles"], asked)}

## The policies

They are decided by [Cedar](https://www.cedarpolicy.com); this is their text.

\`\`\`cedar
${Object.entries(ACCESS_POLICIES)
  .map(([name, policy]) => `// ${name}\n${policy.trim()}`)
  .join("\n\n")}
\`\`\`
`;
}
