import { expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { autocommit } from "@/lib/graph/session";
import { person, service, signedIn } from "@/lib/http/testing";
import { record } from "@/lib/ledger/record";
import { builtInActor } from "./caller";
import { wrongRows } from "./wrong-rows";

// Without the guard, which lets nobody delete an account; edits of these rows it cannot tell from the app's own.
ownDatabase({ guard: false, isReady: true });

async function found(): Promise<string[]> {
  return (await wrongRows()).map(({ kind, detail }) => `${kind}: ${detail}`);
}

test("of rows that the app wrote nothing is said, and each edit and each deletion is told before anybody is refused", async () => {
  const { account } = await signedIn("viewer");
  const { id } = account;
  const robot = await service(["event:record"]);
  const gone = await person("auditor");
  expect(await found()).toEqual([]);

  await autocommit("MATCH (a:Account {id: $id}) SET a.roles = ['admin']", { id });
  expect(await found()).toEqual([`row_forged: Account ${id}`]);
  await autocommit("MATCH (c:Credential {accountId: $id}) SET c.hash = 'mine'", { id });
  await autocommit("MATCH (s:Session {accountId: $id}) SET s.id = 'ada@example.org', s.expiresAt = '2099'", { id });
  await autocommit("MATCH (t:ApiToken) SET t.scopes = t.scopes + 'account:manage'");
  const told = await found();
  expect(told).toContain(`row_forged: Credential ${id}`);
  // What an intruder writes as a name does not enter the log.
  expect(told).toContain("row_forged: Session without a name");
  expect(told.filter((each) => each.startsWith("row_forged: ApiToken "))).toHaveLength(1);
  expect(robot.secret).not.toBe("");

  await autocommit("MATCH (a:Account {id: $id}) DELETE a", { id: gone.id });
  expect(await found()).toContain(`account_gone: account ${gone.account}`);
});

test("accounts from before the database was rebuilt out of the log are not missed, and those from after it are", async () => {
  const before = await person("viewer");
  const actor = await builtInActor("system");
  const restored = { project: "default", action: "restore", origin: "acted", outcome: "done", actor } as const;
  await record({ ...restored, facts: { from: 0, to: 1, root: "r" } });
  const after = await person("viewer");
  await record({ ...restored, facts: { what: "head", from: 0, to: 1, root: "r" } });
  await autocommit("MATCH (a:Account) WHERE a.id IN $ids DELETE a", { ids: [before.id, after.id] });
  const gone = (await found()).filter((each) => each.startsWith("account_gone"));
  expect(gone).toEqual([`account_gone: account ${after.account}`]);
});
