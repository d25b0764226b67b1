import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { instant } from "@/graph-schema/values";
import { ROLES, type Role, TOKEN_SCOPES } from "@/lib/contract/identity";
import { giveRole, takeRole } from "@/lib/identity/access/give";
import { builtInActor } from "@/lib/identity/caller";
import { permissionsDocument } from "./permissions-document";
import { type RouteRow, routeTable } from "./route-table";
import { call, person, project, recordOf, service, session } from "./testing";

const ROOT = join(import.meta.dirname, "..", "..");
const COMMITTED = readFileSync(join(ROOT, "docs", "permissions.md"), "utf8");

/** The routes as docs/permissions.md has them: who may is what a reviewer read there, not what the code under test says. */
const EXPECTED = new Map<string, { permission: string | undefined; roles: string | undefined }>(
  [...COMMITTED.matchAll(/^\| ([A-Z]+) \| `(\S+)` \| (.+?) \| (.+) \|$/gm)].map(
    ([, method, path, permission, roles]) => [`${method} ${path}`, { permission, roles }] as const,
  ),
);

let routes: RouteRow[] = [];
let here = "";
let elsewhere = "";

beforeAll(async () => {
  routes = await routeTable(join(ROOT, "app"));
  here = await project();
  elsewhere = await project();
});

function nameOf({ method, path }: RouteRow): string {
  return `${method} ${path}`;
}

/** The routes that ask who comes; without signing out, which would end what the next calls need. */
function guarded(): RouteRow[] {
  return routes
    .filter(({ handler: { gate } }) => gate.permission !== "exempt" && gate.permission !== "anyone")
    .filter((row) => nameOf(row) !== "DELETE /api/v1/session");
}

const Denied = z.object({ method: z.string(), route: z.string() });

interface Someone {
  readonly account: string;
  readonly shows: { readonly cookie: string } | { readonly token: string };
}

async function holder(role: Role): Promise<Someone> {
  if (role === "service") {
    const { account, secret } = await service(TOKEN_SCOPES.filter((scope) => scopesOfService.has(scope)));
    return { account: account.account, shows: { token: secret } };
  }
  const account = await person(role);
  return { account: account.account, shows: { cookie: await session(account.username) } };
}

const scopesOfService = new Set<string>(
  [...COMMITTED.matchAll(/^\| `([\w:]+)` \|(.*)\|$/gm)].flatMap(([, permission, cells]) =>
    cells?.split("|").at(-1)?.includes("●") && permission ? [permission] : [],
  ),
);

/** A person with no role but one in the project `within`. */
async function member(role: Role, within: string): Promise<Someone> {
  const account = await person();
  const by = await builtInActor("system");
  const given = await giveRole({ username: account.username, project: within, role, by, now: Date.now() });
  expect(given.outcome).toBe("done");
  return { account: account.account, shows: { cookie: await session(account.username) } };
}

/** Asks each route with what means nothing to it, so that whoever gets in gets no further. */
async function statuses(someone: Someone, within: string): Promise<Map<string, number>> {
  const asked = guarded().map(async (row) => {
    const params = { project: within, id: randomUUID(), type: "model", username: "nobody-at-all" };
    const body = row.method === "GET" || row.method === "DELETE" ? undefined : { means: "nothing" };
    const answer = await call(row.handler, { ...someone.shows, method: row.method, params, body });
    await answer.body?.cancel();
    return [nameOf(row), answer.status] as const;
  });
  return new Map(await Promise.all(asked));
}

function isOfProject(route: string): boolean {
  return route.includes("{project}");
}

/** The routes that a holder of `role` must not get in at. */
function closedTo(role: Role): string[] {
  return guarded()
    .map(nameOf)
    .filter((route) => {
      const roles = EXPECTED.get(route)?.roles ?? "";
      return roles !== "every role" && !roles.split(", ").includes(role);
    });
}

function denied(found: ReadonlyMap<string, number>): string[] {
  return [...found].filter(([, status]) => status === 403).map(([route]) => route);
}

/** How the record calls these routes. */
function asRecorded(names: readonly string[]): string[] {
  const known = new Map(guarded().map((row) => [nameOf(row), `${row.method} ${row.handler.gate.path}`]));
  return names.map((name) => known.get(name) ?? name).sort();
}

/** What the record says was denied to them. */
async function recorded({ account }: Someone): Promise<string[]> {
  const events = (await recordOf(account)).filter(({ action }) => action === "denied");
  expect(events.every(({ outcome }) => outcome === "refused")).toBe(true);
  const told = events.map(({ facts }) => Denied.parse(JSON.parse(facts ?? "{}")));
  return told.map(({ method, route }) => `${method} ${route}`).sort();
}

test("docs/permissions.md is what policies and routes say", () => {
  const stale = "run `npx pedigree docs` and commit what it writes";
  expect(COMMITTED === permissionsDocument(routes), stale).toBe(true);
  expect(guarded().length).toBeGreaterThan(70);
});

test("one route alone takes what servers send without our header: a provider's word that a session is over", () => {
  const forServers = routes.filter(({ handler }) => handler.gate.isForServers);
  expect(forServers.map(nameOf)).toEqual(["POST /api/v1/session/providers/{provider}/logout"]);
});

describe("every route", () => {
  test.each(ROLES)("lets a holder of the role %s in where the table says so, and records each denial", async (role) => {
    const someone = await holder(role);
    const found = await statuses(someone, here);
    expect(denied(found).sort()).toEqual(closedTo(role).sort());
    expect([...found].filter(([, status]) => status === 401 || status >= 500)).toEqual([]);
    expect(await recorded(someone)).toEqual(asRecorded(closedTo(role)));
  });

  test.each(ROLES.filter((role) => role !== "service" && role !== "admin"))(
    "lets a member of one project, as %s there, in to nothing of another one and of the installation",
    async (role) => {
      const someone = await member(role, here);
      const own = denied(await statuses(someone, here));
      const others = denied(await statuses(someone, elsewhere));
      const all = guarded().map(nameOf);
      const isOwn = (route: string) => {
        const { permission = "" } = EXPECTED.get(route) ?? {};
        const isTheirs = permission.endsWith(" in any project") && !closedTo(role).includes(route);
        return permission === "`account:self`" || isTheirs;
      };
      expect(own.filter(isOfProject).sort()).toEqual(closedTo(role).filter(isOfProject).sort());
      expect(others.sort()).toEqual(all.filter((route) => !isOwn(route)).sort());
      expect(await recorded(someone)).toEqual(asRecorded([...own, ...others]));
    },
  );
});

test("a role in a project counts at once, and no longer once its time is over or it is taken away", async () => {
  const { handler } = routes.find(({ path }) => path.endsWith("{project}/search")) ?? fail();
  const account = await person();
  const by = await builtInActor("system");
  const change = { username: account.username, project: here, role: "viewer", by, now: Date.now() } as const;
  const cookie = await session(account.username);
  const look = async () => (await call(handler, { cookie, params: { project: here }, path: "/search?q=x" })).status;
  expect(await look()).toBe(403);
  await giveRole({ ...change, until: instant(change.now - 1) });
  expect(await look()).toBe(403);
  await giveRole(change);
  expect(await look()).toBe(200);
  await takeRole(change);
  expect(await look()).toBe(403);
});

function fail(): never {
  throw new Error("there is no such route");
}
