import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { IDENTITY_LINKED } from "@/lib/contract/findings";
import { AccountsReply, SignOutReply } from "@/lib/contract/identity";
import { AnswerReply, IdentitiesReply, IdentityRow, LinkedReply } from "@/lib/contract/sign-in";
import { configuration } from "@/lib/env";
import { read, write } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { call, project, recordOf, signedIn } from "@/lib/http/testing";
import { disableAccount } from "@/lib/identity/accounts";
import { builtInActor } from "@/lib/identity/caller";
import { providerCalled } from "@/lib/identity/oidc/client";
import { identityIdOf } from "@/lib/identity/oidc/identities";
import { passProvider } from "@/lib/identity/oidc/provider.testing";
import { forgetCallers } from "@/lib/identity/remembered";
import { RawRow } from "@/lib/identity/rows";
import { confirmHeads } from "@/lib/keys/client";
import { openFindings } from "@/lib/log/findings";
import { POST as give } from "../../accounts/[username]/grants/route";
import { DELETE as unlink } from "../../accounts/[username]/identities/[id]/route";
import { POST as link, GET as linked } from "../../accounts/[username]/identities/route";
import { POST as resetPassword } from "../../accounts/[username]/password/route";
import { GET as listAccounts } from "../../accounts/route";
import { GET as everyLink } from "../../identities/route";
import { DELETE as signOut } from "../route";
import { POST as answer } from "./[provider]/answer/route";
import { POST as begin } from "./[provider]/route";
import { answerAt, beginAt, member, providers, refusalOf, signInAs, userIn, userOf } from "./visit.testing";

const { open, closed } = providers();

async function lastFailure() {
  const anonymous = await builtInActor("anonymous");
  return (await recordOf(anonymous.account)).filter(({ action }) => action === "sign_in_failed").at(-1);
}

test("somebody's first sign-in enrols an account with the roles of their groups; the record has no name of theirs", async () => {
  const mia = member(open(), ["approvers", "unheard of"]);
  const { url, errand } = await beginAt("open", { next: "/audit?action=approve" });
  expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
    redirect_uri: `${configuration().publicUrl}/signin/open`,
    response_type: "code",
    code_challenge_method: "S256",
  });
  const response = await answerAt("open", errand, (await passProvider(url, mia.typed)).search.slice(1));
  expect(response.status).toBe(200);
  expect(response.headers.get("set-cookie")).toMatch(/; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
  expect(AnswerReply.parse(await response.clone().json())).toEqual({ for: "session", next: "/audit?action=approve" });
  const { user } = await userOf(response);
  expect(user).toMatchObject({ username: mia.typed, displayName: "Mia Member", roles: ["viewer", "approver"] });

  const [signedInAs] = (await recordOf(user?.account ?? "")).filter(({ action }) => action === "sign_in");
  expect(JSON.parse(signedInAs?.facts ?? "")).toEqual({ method: "oidc", provider: "open" });
  const system = await builtInActor("system");
  const notes = [...(await recordOf(system.account)), ...(await recordOf(user?.account ?? ""))].map(({ note }) => note);
  expect(notes.join("\n")).toContain(user?.account);
  for (const secret of [mia.typed, "Mia Member", "example.org"]) {
    expect(notes.join("\n")).not.toContain(secret);
  }
});

test("the same person comes to the same account, with the roles that their groups give now, each change on record", async () => {
  const mia = member(open(), ["viewers"]);
  const first = await userOf(await signInAs("open", mia.typed));
  open().members.set(mia.typed, { ...mia, groups: ["approvers"], name: "Another Name", preferred_username: "other" });
  const second = await userOf(await signInAs("open", mia.typed));
  expect(second.user).toMatchObject({ account: first.user?.account, roles: ["viewer", "approver"] });
  open().members.set(mia.typed, { ...mia, groups: ["viewers"] });
  expect((await userOf(await signInAs("open", mia.typed))).user?.roles).toEqual(["viewer"]);

  open().members.set(mia.typed, { ...mia, groups: [] });
  expect(await refusalOf(await signInAs("open", mia.typed))).toBe("groups_give_nothing");
  expect(await userIn(second.cookie)).toBeNull();
  const system = await builtInActor("system");
  const changes = (await recordOf(system.account)).filter(({ facts }) => facts?.includes(first.user?.account ?? "-"));
  expect(changes.map(({ action, facts }) => [action, JSON.parse(facts ?? "").roles])).toEqual([
    ["grant_access", ["approver"]],
    ["revoke_access", ["approver"]],
    ["revoke_access", ["viewer"]],
  ]);
  expect((await lastFailure())?.note).toContain(`"claimed_actor":"${first.user?.account}"`);
});

test("nobody is enrolled without a group that counts, nor where the provider may not enrol; an e-mail address links nothing", async () => {
  expect(await refusalOf(await signInAs("open", member(open(), ["cooks"]).typed))).toBe("groups_give_nothing");
  const { account } = await signedIn("admin");
  const same = { preferred_username: account.username, name: account.displayName };
  expect(await refusalOf(await signInAs("closed", member(closed(), ["administrators"], same).typed))).toBe(
    "identity_unknown",
  );
  const { user } = await userOf(await signInAs("open", member(open(), ["viewers"], same).typed));
  expect(user?.account).not.toBe(account.account);
  expect(user?.roles).toEqual(["viewer"]);
});

test("an answer counts once, in the browser that asked, for the state that it asked with, and for that provider alone", async () => {
  const mia = member(open(), ["viewers"]);
  const { url, errand } = await beginAt("open");
  const query = (await passProvider(url, mia.typed)).search.slice(1);
  const other = await beginAt("open");
  expect(await refusalOf(await answerAt("open", "", query))).toBe("sign_in_not_begun");
  expect(await refusalOf(await answerAt("open", `${errand.slice(0, -4)}AAAA`, query))).toBe("sign_in_not_begun");
  expect(await refusalOf(await answerAt("closed", errand, query))).toBe("sign_in_not_begun");
  expect(await refusalOf(await answerAt("open", other.errand, query))).toBe("sign_in_state_differs");
  expect((await answerAt("open", errand, query)).status).toBe(200);
  expect(await refusalOf(await answerAt("open", errand, query))).toBe("sign_in_answer_spent");

  // The code of one sign-in with the state of another: PKCE and nonce tell.
  const mixed = new URLSearchParams(query);
  mixed.set("state", new URL(other.url).searchParams.get("state") ?? "");
  expect(await refusalOf(await answerAt("open", other.errand, String(mixed)))).toBe("provider_code_spent");
  expect(await lastFailure()).toMatchObject({
    outcome: "refused",
    reasons: '[{"code":"provider_code_spent","params":{"provider":"open"}}]',
    facts: '{"method":"oidc","provider":"open"}',
  });
});

test("an answer by another issuer, and one that the provider gave as a refusal, sign nobody in", async () => {
  const mia = member(open(), ["viewers"]);
  const first = await beginAt("open");
  const query = (await passProvider(first.url, mia.typed)).searchParams;
  expect(query.get("iss")).toBe(open().issuer);
  query.set("iss", closed().issuer);
  expect(await refusalOf(await answerAt("open", first.errand, String(query)))).toBe("provider_answer_wrong");
  const second = await beginAt("open");
  const denied = await passProvider(second.url, "nobody of that name");
  expect(denied.searchParams.get("error")).toBe("access_denied");
  expect(await refusalOf(await answerAt("open", second.errand, denied.search.slice(1)))).toBe("provider_refused");
  const third = await beginAt("open");
  const state = new URL(third.url).searchParams.get("state");
  const forged = `state=${state}&iss=${open().issuer}&error=<script>&error_description=mia@example.org`;
  expect(await refusalOf(await answerAt("open", third.errand, forged))).toBe("provider_refused");
  expect((await lastFailure())?.note).not.toMatch(/script|example\.org/);
});

test("a provider that is away says so, and one that is not configured does not exist", async () => {
  const to = async (provider: string) =>
    refusalOf(await call(begin, { method: "POST", params: { provider }, body: {} }));
  expect(await to("away")).toBe("provider_away");
  expect(await to("elsewhere")).toBe("provider_unknown");
  const nowhere = { method: "POST", params: { provider: "elsewhere" } };
  const asked = [call(begin, { ...nowhere, body: {} }), call(answer, { ...nowhere, body: { query: "" } })];
  for (const response of await Promise.all(asked)) {
    expect([response.status, response.headers.get("content-type")]).toEqual([
      404,
      expect.stringContaining("problem+json"),
    ]);
  }
  for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const response = await call(begin, { method: "POST", params: { provider: "open" }, body: { next } });
    expect(response.status).toBe(422);
  }
});

test("a sign-in cannot be begun or ended from another site", async () => {
  const foreign = { headers: { "sec-fetch-site": "cross-site", "x-pedigree-csrf": "" } };
  for (const route of [begin, answer]) {
    const body = route === begin ? {} : { query: "" };
    expect((await call(route, { method: "POST", params: { provider: "open" }, body, ...foreign })).status).toBe(403);
  }
});

test("an administrator links an account and unlinks it, on record, and nobody has two accounts", async () => {
  const { account: admin, cookie } = await signedIn("admin");
  const [mine, other] = [await signedIn("viewer"), await signedIn("viewer")];
  const mia = member(closed(), ["viewers"]);
  const to = (username: string, body: object) => call(link, { method: "POST", cookie, params: { username }, body });
  const wish = { provider: "closed", subject: mia.typed };
  const identity = IdentityRow.parse(await (await to(mine.account.username, wish)).json());
  const alarms = (await read(openFindings)).filter(({ kind }) => kind === IDENTITY_LINKED);
  expect(alarms.filter(({ detail }) => detail?.includes(mine.account.account))).toHaveLength(1);
  expect(await refusalOf(await to(other.account.username, wish))).toBe("identity_linked_already");
  expect(await refusalOf(await to(admin.username, { ...wish, subject: "me" }))).toBe("own_account");
  expect(await refusalOf(await to(other.account.username, { ...wish, provider: "none" }))).toBe("provider_unknown");
  const listed = await call(linked, { cookie, params: { username: mine.account.username } });
  expect(IdentitiesReply.parse(await listed.json()).identities).toEqual([identity]);

  const { user, cookie: theirs } = await userOf(await signInAs("closed", mia.typed));
  expect(user?.account).toBe(mine.account.account);
  const params = { username: mine.account.username, id: identity.id };
  expect(
    (await call(unlink, { method: "DELETE", cookie, params: { ...params, username: other.account.username } })).status,
  ).toBe(404);
  expect((await call(unlink, { method: "DELETE", cookie, params })).status).toBe(204);
  expect((await call(unlink, { method: "DELETE", cookie, params })).status).toBe(404);
  expect((await call(linked, { cookie: theirs, params })).status).toBe(401);
  expect(await refusalOf(await signInAs("closed", mia.typed))).toBe("identity_unlinked");
  expect((await to(other.account.username, wish)).status).toBe(201);
  expect((await userOf(await signInAs("closed", mia.typed))).user?.account).toBe(other.account.account);

  const told = (await recordOf(admin.account)).filter(({ facts }) => facts?.includes('"provider":"closed"'));
  expect(told.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    "grant_access done",
    "grant_access refused",
    "grant_access refused",
    "revoke_access done",
    "grant_access done",
  ]);
  expect(told.map(({ note }) => note).join()).not.toContain(mia.typed);
});

test("the last way into an account is taken only where that is said; administrators see which is the only one", async () => {
  const { account: admin, cookie } = await signedIn("admin");
  const mia = member(open(), ["viewers"]);
  const { user } = await userOf(await signInAs("open", mia.typed));
  const username = user?.username ?? "";
  const linkedAs = async () => {
    const { linked: all } = LinkedReply.parse(await (await call(everyLink, { cookie })).json());
    return all.find(({ who }) => who.account === user?.account);
  };
  const only = await linkedAs();
  expect(only).toMatchObject({ provider: "open", isOnlyWay: true });
  const params = { username, id: only?.id ?? "" };
  const take = (query: string) => call(unlink, { method: "DELETE", cookie, path: `/x${query}`, params });
  expect(await refusalOf(await take(""))).toBe("identity_is_last");
  expect((await signInAs("open", mia.typed)).status).toBe(200);
  const second = { provider: "closed", subject: randomUUID() };
  expect((await call(link, { method: "POST", cookie, params: { username }, body: second })).status).toBe(201);
  expect(await linkedAs()).toMatchObject({ isOnlyWay: false });
  expect((await take("")).status).toBe(204);
  const [rest] = IdentitiesReply.parse(await (await call(linked, { cookie, params: { username } })).json()).identities;
  const last = { username, id: rest?.id ?? "" };
  const said = { method: "DELETE", cookie, path: "/x?evenIfLast=true", params: last };
  expect((await call(unlink, said)).status).toBe(204);
  expect(await linkedAs()).toBeUndefined();
  const told = (await recordOf(admin.account)).filter(({ action }) => action === "revoke_access");
  expect(told.map(({ outcome }) => outcome)).toEqual(["refused", "done", "done"]);
  const viewer = await signedIn("viewer");
  expect((await call(everyLink, { cookie: viewer.cookie })).status).toBe(403);
});

test("two first sign-ins of one person at once make one account", async () => {
  const mia = member(open(), ["viewers"]);
  const ready = await Promise.all(
    [1, 2].map(async () => {
      const { url, errand } = await beginAt("open");
      return { errand, query: (await passProvider(url, mia.typed)).search.slice(1) };
    }),
  );
  const answers = await Promise.all(ready.map(({ errand, query }) => answerAt("open", errand, query)));
  const users = await Promise.all(answers.map(userOf));
  expect(users[0]?.user?.account).toBeDefined();
  expect(users[0]?.user?.account).toBe(users[1]?.user?.account);
});

test("whoever writes into the database cannot make somebody's sign-in another's, nor bring a link back", async () => {
  const { cookie } = await signedIn("admin");
  const victim = await signedIn("admin");
  const mia = member(open(), ["administrators"]);
  const { user } = await userOf(await signInAs("open", mia.typed));
  const username = user?.username ?? "";
  const listed = await call(linked, { cookie, params: { username } });
  const [identity] = IdentitiesReply.parse(await listed.json()).identities;
  const id = identity?.id ?? "";
  const [stolen] = await read((tx) =>
    tx.rows("MATCH (i:FederatedIdentity {id: $id}) RETURN i {.*} AS row", { id }, z.object({ row: RawRow })),
  );
  const put = async (row: object) => {
    await write((tx) => tx.run("MATCH (i:FederatedIdentity {id: $id}) SET i = $row", { id, row }));
    forgetCallers();
  };
  await put({ ...stolen?.row, accountId: victim.account.id });
  expect(await refusalOf(await signInAs("open", mia.typed))).toBe("row_mac_invalid");
  await put(stolen?.row ?? {});
  expect((await signInAs("open", mia.typed)).status).toBe(200);

  const gone = await call(unlink, { method: "DELETE", cookie, path: "/x?evenIfLast=true", params: { username, id } });
  expect(gone.status).toBe(204);
  await put(stolen?.row ?? {});
  expect(await refusalOf(await signInAs("open", mia.typed))).toBe("row_outdated");
  const erase = write((tx) => tx.run("MATCH (i:FederatedIdentity {id: $id}) DELETE i", { id }));
  await expect(erase).rejects.toThrow("AUDIT_IMMUTABLE");
});

test("a link that is known outside of the database and has no row in it makes no second account", async () => {
  const mia = member(open(), ["viewers"]);
  const provider = providerCalled("open");
  const id = provider ? await identityIdOf(provider, mia.typed) : "";
  // What is left where the guard was off, or the database was made anew.
  await confirmHeads([{ subject: `identity:${id}`, sequence: 1, digest: sha256("x"), action: "enrol" }]);
  expect(await refusalOf(await signInAs("open", mia.typed))).toBe("identity_row_gone");
  const { cookie } = await signedIn("admin");
  const { account } = await signedIn("viewer");
  const body = { provider: "open", subject: mia.typed };
  const params = { username: account.username };
  expect((await call(link, { method: "POST", cookie, params, body })).status).toBe(201);
  expect((await userOf(await signInAs("open", mia.typed))).user?.account).toBe(account.account);
});

test("a disabled account stays shut, whatever its groups", async () => {
  const mia = member(open(), ["viewers"]);
  const { user } = await userOf(await signInAs("open", mia.typed));
  await disableAccount({ username: user?.username ?? "", by: await builtInActor("system"), now: Date.now() });
  expect(await refusalOf(await signInAs("open", mia.typed))).toBe("account_disabled");
});

test("whoever signs in at a provider is given no password here, by nobody", async () => {
  const { user } = await userOf(await signInAs("open", member(open(), ["viewers"]).typed));
  const { account: admin, cookie } = await signedIn("admin");
  const params = { username: user?.username ?? "" };
  const reset = await call(resetPassword, {
    method: "POST",
    cookie,
    params,
    body: { password: "a heron on the roof" },
  });
  expect(await refusalOf(reset)).toBe("signs_in_at_provider");
  expect((await recordOf(admin.account)).at(-1)).toMatchObject({ action: "grant_access", outcome: "refused" });
});

test("a provider's group that is gone takes the roles in single projects along", async () => {
  const mia = member(open(), ["viewers"]);
  const { user, cookie } = await userOf(await signInAs("open", mia.typed));
  const { cookie: by } = await signedIn("admin");
  const within = await project();
  const params = { username: user?.username ?? "" };
  const body = { project: within, role: "approver" };
  expect((await call(give, { method: "POST", cookie: by, params, body })).status).toBe(201);
  open().members.set(mia.typed, { ...mia, groups: [] });
  expect(await refusalOf(await signInAs("open", mia.typed))).toBe("groups_give_nothing");
  expect(await userIn(cookie)).toBeNull();
  const { accounts } = AccountsReply.parse(await (await call(listAccounts, { cookie: by })).json());
  const mias = accounts.find(({ account }) => account === user?.account);
  expect(mias).toMatchObject({ roles: [], grants: [] });
});

test("signing out ends the session here, and leads to where the provider ends its own", async () => {
  const mia = member(open(), ["viewers"]);
  const { cookie } = await userOf(await signInAs("open", mia.typed));
  const response = await call(signOut, { method: "DELETE", cookie });
  const { leaveAt } = SignOutReply.parse(await response.json());
  expect(leaveAt).toContain(`${open().issuer}/session/end?`);
  expect(new URL(leaveAt).searchParams.get("post_logout_redirect_uri")).toBe(`${configuration().publicUrl}/signin`);
  expect((await call(signOut, { method: "DELETE", cookie })).status).toBe(401);
});
