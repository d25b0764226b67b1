import { rmSync, statSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { configuration } from "@/lib/env";
import { migrate } from "@/lib/graph/migrate";
import { read } from "@/lib/graph/session";
import { serveKeys } from "@/lib/keys/server";
import { identifyToken } from "./authenticate";
import { ensureSystemAccounts } from "./bootstrap";
import { ensureSampleAccounts, readSampleAccounts } from "./sample";
import { signIn } from "./sign-in";

// A server of its own: what is tested begins with an empty record.
ownDatabase({ guard: true });

let keys: Server | undefined;
beforeAll(async () => {
  const { home, signerSocket } = configuration();
  keys = await serveKeys({ directory: join(home, "keys"), socket: signerSocket });
  await migrate();
});
afterAll(() => keys?.close());

async function count(action: string): Promise<number> {
  const query = "MATCH (e:AuditEvent {action: $action}) RETURN count(e) AS n";
  const [row] = await read((tx) => tx.rows(query, { action }, z.object({ n: z.int() })));
  return row?.n ?? 0;
}

async function signInAll(): Promise<string[]> {
  const outcomes: string[] = [];
  for (const { username, password } of readSampleAccounts()?.accounts ?? []) {
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
  expect(await count("enrol")).toBe(2 + 8 + 3);
  expect(await count("grant_access")).toBe(3);
  expect(await signInAll()).toEqual(Array.from({ length: 8 }, () => "done"));
  const file = join(configuration().home, "secrets", "sample-accounts.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const { secret, scopes } of sample.tokens) {
    const identified = await identifyToken(secret, Date.now());
    expect("caller" in identified && [...identified.caller.permissions].sort()).toEqual(
      scopes.filter((scope) => scope !== "acted:facts").sort(),
    );
  }
});

test("a second start changes nothing", async () => {
  const before = [readSampleAccounts(), await count("enrol"), await count("grant_access")];
  await ensureSampleAccounts();
  expect([readSampleAccounts(), await count("enrol"), await count("grant_access")]).toEqual(before);
});

test("after its file is lost the sample has new secrets that work, and the old passwords work no more", async () => {
  const file = join(configuration().home, "secrets", "sample-accounts.json");
  const before = readSampleAccounts();
  rmSync(file);
  expect(readSampleAccounts()).toBeNull();
  await ensureSampleAccounts();
  expect(await signInAll()).toEqual(Array.from({ length: 8 }, () => "done"));
  expect(await count("enrol")).toBe(2 + 8 + 3);
  expect(await count("grant_access")).toBe(3 + 8 + 3);

  const [ada] = before?.accounts ?? [];
  const { username = "", password = "" } = ada ?? {};
  const old = await signIn({ username, password, address: "::2", agent: null, previous: null, now: Date.now() });
  expect(old.outcome).toBe("refused");
  writeFileSync(file, "{}");
  expect(() => readSampleAccounts()).toThrow();
});
