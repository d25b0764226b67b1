import { setFlagsFromString } from "node:v8";
import {
  type AuthorizationAnswer,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
} from "@cedar-policy/cedar-wasm/nodejs";
import type { Reason } from "@/graph-schema/envelope";
import { PERMISSIONS, type Permission, type Role, type TokenScope } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";
import { ACCESS_POLICIES, ACCESS_SCHEMA } from "./policies";

// Where V8 has put a call of WebAssembly into its caller's code, and throws that code away while the call lasts, it ends the
// process ("unreachable code"): it does not know how to go on with what Cedar returns, a reference. Seen with Node 20.
setFlagsFromString("--no-turbo-inline-js-wasm-calls");

const NAME = "pedigree";

/** Who asks: the roles that they hold where they ask, and what their token narrows that to (null where it does not). */
export interface Bearer {
  readonly kind: "user" | "service" | "system";
  readonly roles: readonly Role[];
  readonly scopes: readonly TokenScope[] | null;
  readonly projects: readonly string[] | null;
}

/** Where: in one project, or in the whole installation. */
export type Place = { readonly project: string } | "installation";

let isReady = false;

/** Reads schema and policies once in each process; a mistake in them stops it. */
function getReady(): void {
  if (isReady) {
    return;
  }
  const read = [
    preparseSchema(NAME, ACCESS_SCHEMA),
    preparsePolicySet(NAME, { staticPolicies: { ...ACCESS_POLICIES } }),
  ];
  const wrong = read.flatMap((each) => (each.type === "failure" ? each.errors : []));
  if (wrong.length > 0) {
    throw new Error(`the access policies cannot be read: ${wrong.map(({ message }) => message).join("; ")}`);
  }
  isReady = true;
}

function ask({ kind, roles, scopes, projects }: Bearer, permission: Permission, place: Place): AuthorizationAnswer {
  getReady();
  const principal = { type: kind === "service" ? "Service" : "User", id: "caller" };
  const projectEntity = (id: string) => ({ __entity: { type: "Project", id } });
  return statefulIsAuthorized({
    principal,
    action: { type: "Action", id: permission },
    resource: place === "installation" ? { type: "Installation", id: "this" } : { type: "Project", id: place.project },
    context: {
      permission,
      ...(scopes === null ? {} : { scopes: [...scopes] }),
      ...(projects === null ? {} : { projects: projects.map(projectEntity) }),
    },
    entities: [{ uid: principal, attrs: {}, parents: roles.map((id) => ({ type: "Role", id })) }],
    preparsedPolicySetId: NAME,
    preparsedSchemaName: NAME,
    validateRequest: true,
  });
}

function decide(bearer: Bearer, permission: Permission, place: Place): Reason[] {
  const answer = ask(bearer, permission, place);
  if (answer.type === "failure") {
    throw new Error(`access cannot be decided: ${answer.errors.map(({ message }) => message).join("; ")}`);
  }
  const { decision, diagnostics } = answer.response;
  if (decision === "allow") {
    return [];
  }
  // A denial names the policies that forbid; where none does, none permitted.
  const [forbidden] = diagnostics.reason;
  return [
    forbidden === "token_projects" || forbidden === "token_installation"
      ? reason("project_not_in_token")
      : reason("permission_missing", { permission }),
  ];
}

const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, readonly Reason[]>();

/** All that the policies see of `bearer` and `place`, as a text. */
function seen({ kind, roles, scopes, projects }: Bearer, place: Place): string {
  // Only a token for some projects makes one project another place than the next.
  const where = place === "installation" ? place : projects === null ? "a project" : place;
  return JSON.stringify([kind, roles, scopes, projects, where]);
}

/** The policies do not change while the process runs, so each answer is kept. */
function decideOnce(permission: Permission, bearer: Bearer, place: Place, about: string): readonly Reason[] {
  const key = `${permission} ${about}`;
  const known = remembered.get(key);
  if (known) {
    return known;
  }
  const reasons = decide(bearer, permission, place);
  if (remembered.size >= MOST_REMEMBERED) {
    remembered.clear();
  }
  remembered.set(key, reasons);
  return reasons;
}

/** Why `bearer` may not do what `permission` names at `place`. An empty list means they may. */
export function reasonsToDeny(bearer: Bearer, permission: Permission, place: Place): readonly Reason[] {
  return decideOnce(permission, bearer, place, seen(bearer, place));
}

/** All that `bearer` may do at `place`. */
export function permissionsAt(bearer: Bearer, place: Place): ReadonlySet<Permission> {
  const about = seen(bearer, place);
  return new Set(PERMISSIONS.filter((permission) => decideOnce(permission, bearer, place, about).length === 0));
}
