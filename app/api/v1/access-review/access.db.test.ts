import { expect, test } from "vitest";
import { z } from "zod";
import { AccessReviewReply } from "@/lib/contract/access";
import { AccountRow, type Role } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { read, write } from "@/lib/graph/session";
import { call, person, project, recordOf, session, signedIn } from "@/lib/http/testing";
import { RawRow } from "@/lib/identity/rows";
import { DELETE as take } from "../accounts/[username]/grants/[within]/[role]/route";
import { POST as give } from "../accounts/[username]/grants/route";
import { POST as setRoles } from "../accounts/[username]/roles/route";
import { GET as search } from "../projects/[project]/search/route";
import { POST as confirm } from "./confirmations/route";
import { GET as review } from "./route";

const Kept = z.object({ row: RawRow });

async function reviewed(cookie: string, account: string, within?: string) {
  const path = within === undefined ? "/access-review" : `/access-review?project=${within}`;
  const reply = AccessReviewReply.parse(await (await call(review, { cookie, path })).json());
  return reply.access.filter(({ who }) => who.account === account);
}

async function grant(cookie: string, username: string, within: string, role: Role, expiresInDays?: number) {
  const body = { project: within, role, expiresInDays };
  return call(give, { method: "POST", cookie, params: { username }, body });
}

async function codes(answer: Response): Promise<string[]> {
  return (Problem.parse(await answer.json()).reasons ?? []).map(({ code }) => code);
}

test("who may see what is listed with since when, by whom, until when, its last use and its last confirmation", async () => {
  const [admin, officer, target, within] = [
    await signedIn("admin"),
    await signedIn("compliance_officer"),
    await person("viewer"),
    await project(),
  ];
  const given = await grant(admin.cookie, target.username, within, "auditor", 30);
  expect(given.status).toBe(201);
  expect(AccountRow.parse(await given.json()).grants).toMatchObject([{ project: within, role: "auditor" }]);
  const [everywhere, here] = await reviewed(officer.cookie, target.account, within);
  expect(everywhere).toMatchObject({ role: "viewer", project: null, until: null, isUnused: false, lastActAt: null });
  expect(here).toMatchObject({ role: "auditor", project: within, givenBy: { account: admin.account.account } });
  expect(Date.parse(here?.until ?? "") - Date.now()).toBeGreaterThan(29 * 86_400_000);
  const [record] = (await recordOf(admin.account.account)).filter(({ action }) => action === "grant_access");
  expect(here?.eventId).toBe(record?.id);

  const cookie = await session(target.username);
  await call(search, { cookie, params: { project: within }, path: "/search?q=x" });
  const body = { username: target.username, role: "auditor", project: within };
  expect((await call(confirm, { method: "POST", cookie: officer.cookie, body })).status).toBe(204);
  const after = (await reviewed(officer.cookie, target.account, within)).find(({ project: place }) => place === within);
  expect(after?.lastActAt).not.toBeNull();
  expect(after?.confirmedBy?.account).toBe(officer.account.account);

  const params = { username: target.username, within, role: "auditor" };
  expect((await call(take, { method: "DELETE", cookie: admin.cookie, params })).status).toBe(200);
  expect(await reviewed(officer.cookie, target.account, within)).toHaveLength(1);
  expect((await recordOf(admin.account.account)).at(-1)).toMatchObject({ action: "revoke_access", outcome: "done" });
});

test("nobody confirms their own access, or access that nobody has", async () => {
  const officer = await signedIn("compliance_officer");
  const target = await person("viewer");
  const own = { username: officer.account.username, role: "compliance_officer", project: null };
  const none = { username: target.username, role: "admin", project: null };
  expect(await codes(await call(confirm, { method: "POST", cookie: officer.cookie, body: own }))).toEqual([
    "own_account",
  ]);
  expect(await codes(await call(confirm, { method: "POST", cookie: officer.cookie, body: none }))).toEqual([
    "not_granted",
  ]);
});

test("duties that are kept apart are not joined in one person, in whatever order and under whichever account", async () => {
  const admin = await signedIn("admin");
  const [one, other] = [await project(), await project()];
  const builder = await person();
  expect((await grant(admin.cookie, builder.username, one, "data_scientist")).status).toBe(201);
  expect(await codes(await grant(admin.cookie, builder.username, one, "auditor"))).toEqual(["duties_apart"]);
  expect((await grant(admin.cookie, builder.username, other, "auditor")).status).toBe(201);
  const everywhere = { method: "POST", cookie: admin.cookie, params: { username: builder.username } } as const;
  expect(await codes(await call(setRoles, { ...everywhere, body: { roles: ["operator"] } }))).toEqual(["duties_apart"]);
  expect(await codes(await grant(admin.cookie, builder.username, one, "admin"))).toContain("role_not_of_projects");
  expect(await codes(await grant(admin.cookie, admin.account.username, one, "viewer"))).toContain("own_account");
});

test("a row of an account whose grants somebody edited in the database grants nothing, and an older one neither", async () => {
  const admin = await signedIn("admin");
  const within = await project();
  const { username, account } = await person();
  const cookie = await session(username);
  const look = async () => (await call(search, { cookie, params: { project: within }, path: "/search?q=x" })).status;
  await grant(admin.cookie, username, within, "viewer");
  const [before] = await read((tx) =>
    tx.rows("MATCH (a:Account {account: $account}) RETURN a {.*} AS row", { account }, Kept),
  );
  expect(await look()).toBe(200);
  await call(take, { method: "DELETE", cookie: admin.cookie, params: { username, within, role: "viewer" } });
  expect(await look()).toBe(403);
  await write((tx) => tx.run("MATCH (a:Account {account: $account}) SET a = $row", { account, row: before?.row }));
  expect([401, 403]).toContain(await look());
});
