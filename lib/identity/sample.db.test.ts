import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { identifyToken } from "./authenticate";
import { ensureSystemAccounts } from "./bootstrap";
import { callerAt } from "./caller";
import { changePassword } from "./change-password";
import { ensureSampleAccounts, readSampleAccounts, SAMPLE_PROJECT } from "./sample";
import { signIn } from "./sign-in";

// A server of its own: what is tested begins with an empty record.
ownDatabase({ guard: true, isReady: true });

async function count(action: string): Promise<number> {
  const query = "MATCH (e:AuditEvent {action: $action}) RETURN count(e) AS n";
  const [row] = await read((tx) => tx.rows(query, { action }, z.object({ n: z.int() })));
  return row?.n ?? 0;
}

async function signInAll(accounts = readSampleAccounts()?.accounts ?? []): Promise<string[]> {
  const outcomes: string[] = [];
  for (const { username, password } of accounts) {
    const result = await signIn({ username, password, address: "::1", agent: null, previous: null, now: Date.now() });
    outcomes.push(result.outcome);
  }
  return outcomes;
}

test("two instances that start together enrol the system's accounts once", async () => {
  const memory = globalThis as { pedigreeSystemAccounts?: Promise<void> };
  const first = ensureSystemAccounts();
  memory.pedigreeSystemAccounts = undefined;
  const second = ensureSystemAccounts();
  await Promise.all([first, second]);
  expect(await count("enrol")).toBe(2);
});

test("the sample's personas can sign in with the passwords of a file that only its owner reads", async () => {
  const sample = await ensureSampleAccounts();
  expect(sample.accounts).toHaveLength(8);
  expect(await count("enrol")).toBe(2 + 8 + 4);
  expect(await count("grant_access")).toBe(4);
  expect(await signInAll()).toEqual(Array.from({ length: 8 }, () => "done"));
  const file = join(configuration().home, "secrets", "sample-accounts.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const { secret, scopes } of sample.tokens) {
    const identified = await identifyToken(secret, Date.now());
    const there = "caller" in identified && callerAt(identified.caller, { project: SAMPLE_PROJECT });
    expect(there && [...there.permissions].sort()).toEqual(scopes.filter((scope) => scope !== "acted:facts").sort());
    expect("caller" in identified && identified.caller.projects).toEqual([SAMPLE_PROJECT]);
  }
});

test("a second start changes nothing", async () => {
  const before = [readSampleAccounts(), await count("enrol"), await count("grant_access")];
  await ensureSampleAccounts();
  expect([readSampleAccounts(), await count("enrol"), await count("grant_access")]).toEqual(before);
});

test("a password that somebody chose outlives every start, and is told nowhere", async () => {
  const [ada] = readSampleAccounts()?.accounts ?? [];
  const { username = "", password = "" } = ada ?? {};
  const attempt = { username, address: "::3", agent: null, previous: null, now: Date.now() };
  const signedIn = await signIn({ ...attempt, password });
  const next = "turquoise-anvil-sings-42";
  const caller = "caller" in signedIn && signedIn.caller;
  const change = caller && (await changePassword({ caller, current: password, next, address: "::3", now: Date.now() }));
  expect(change).toMatchObject({ outcome: "done" });

  const { accounts } = await ensureSampleAccounts();
  expect(accounts.map((account) => account.username)).not.toContain(username);
  expect(readSampleAccounts()?.accounts).toEqual(accounts);
  expect(accounts).toHaveLength(7);
  expect((await signIn({ ...attempt, password: next })).outcome).toBe("done");
  expect((await signIn({ ...attempt, password })).outcome).toBe("refused");
});

test("after its file is lost the passwords stay as they were, and the services have new tokens", async () => {
  const file = join(configuration().home, "secrets", "sample-accounts.json");
  const before = readSampleAccounts()?.accounts ?? [];
  rmSync(file);
  expect(readSampleAccounts()).toBeNull();
  const { accounts, tokens } = await ensureSampleAccounts();
  expect(accounts).toEqual([]);
  expect(tokens).toHaveLength(4);
  expect(await signInAll(before)).toEqual(before.map(() => "done"));
  expect(await count("enrol")).toBe(2 + 8 + 4);
  writeFileSync(file, "{}");
  expect(() => readSampleAccounts()).toThrow();
});
