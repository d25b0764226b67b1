import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { POST } from "@/app/api/v1/caller-keys/route";
import { register as callerKeys } from "@/cli/commands/caller-keys";
import { register as record } from "@/cli/commands/record";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { CallerKeysReply } from "@/lib/contract/caller-keys";
import { configuration } from "@/lib/env";
import { call, PASSWORD, person, project, recordOf, service, session } from "@/lib/http/testing";
import { openKeyFile } from "./key-file";

let api: Awaited<ReturnType<typeof serveApi>>;
const { written, run } = terminal(callerKeys, record);
const room = mkdtempSync(join(tmpdir(), "pedigree-caller-keys-"));
const inRoom = (name: string) => join(room, `${name}-${randomUUID()}`);

beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.close());
beforeEach(() => {
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
});

const remote = (...argv: string[]) => run(...argv, "--url", api.url);

async function newKey(): Promise<string> {
  const file = inRoom("key");
  expect(await run("caller-keys", "new", file)).toBe(0);
  return file;
}

function eventsFile(events: readonly object[]): string {
  const file = inRoom("events");
  writeFileSync(file, events.map((each) => JSON.stringify(each)).join("\n"));
  return file;
}

const event = (more: object = {}) => ({
  event_id: randomUUID(),
  action: "record",
  timestamp: "2026-11-24T09:00:00Z",
  subject: { type: "dataset", id: `DS:${randomUUID()}` },
  ...more,
});

describe("a key file", () => {
  test("is for its owner alone, is never overwritten, and its secret is never printed", async () => {
    const file = await newKey();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = readFileSync(file, "utf8").split("\n")[1] ?? "";
    expect(written.join("\n")).not.toContain(secret);
    expect(written.join("\n")).toContain(openKeyFile(file).keyid);
    await expect(run("caller-keys", "new", file)).rejects.toThrow("There is a file");
  });

  test("that others may read, or that holds no key, is refused with what to do", async () => {
    const file = await newKey();
    chmodSync(file, 0o640);
    expect(() => openKeyFile(file)).toThrow("Others may read");
    const none = inRoom("none");
    writeFileSync(none, "-----BEGIN PRIVATE KEY-----\n", { mode: 0o600 });
    expect(() => openKeyFile(none)).toThrow("no Ed25519 key");
    expect(() => openKeyFile(inRoom("nowhere"))).toThrow("no key file");
  });
});

test("a service registers a key, records a file with it, replaces it, and revokes what followed", async () => {
  const { account, secret } = await service(["event:record", "account:self"]);
  const here = await project();
  vi.stubEnv("PEDIGREE_TOKEN", secret);
  const [first, second] = [await newKey(), await newKey()];
  expect(await remote("caller-keys", "register", first, "--signed-only")).toBe(0);
  const events = eventsFile([event(), event({ project: here, metadata: { row_count: 7, note: "ü" } })]);
  expect(await remote("record", events, "--project", here, "--key", first)).toBe(0);
  expect(await remote("record", events, "--project", here, "--key", first)).toBe(0);
  expect(written.slice(-2)).toEqual(["2 events recorded", "0 events recorded, 2 were recorded before"]);
  const notes = (await recordOf(account.account)).filter(({ action }) => action === "record");
  expect(notes.map(({ note }) => note.includes(openKeyFile(first).keyid))).toEqual([true, true]);

  expect(await remote("record", eventsFile([event()]), "--project", here)).toBe(2);
  expect(written.join("\n")).toContain("Only events signed by a key of the account are taken from it.");

  expect(await remote("caller-keys", "rotate", first, second)).toBe(0);
  expect(await remote("record", eventsFile([event()]), "--project", here, "--key", first)).toBe(2);
  expect(written.join("\n")).toContain("Sign with its successor.");
  expect(await remote("record", eventsFile([event()]), "--project", here, "--key", second)).toBe(0);

  expect(await remote("caller-keys", "revoke", openKeyFile(second).keyid, "--reason", "a drill")).toBe(0);
  expect(await remote("record", eventsFile([event()]), "--project", here, "--key", second)).toBe(2);
  expect(await remote("caller-keys", "list", "--json")).toBe(0);
  const { keys } = CallerKeysReply.parse(JSON.parse(written.at(-1) ?? ""));
  expect(keys.map(({ endedBy }) => endedBy).sort()).toEqual(["revocation", "rotation"]);
});

test("a number is signed as it stands in the file, and refused where it would change when it is read", async () => {
  const { secret } = await service(["event:record", "account:self"]);
  const here = await project();
  vi.stubEnv("PEDIGREE_TOKEN", secret);
  const key = await newKey();
  expect(await remote("caller-keys", "register", key)).toBe(0);
  const file = inRoom("numbers");
  writeFileSync(file, JSON.stringify(event({ metadata: { row_count: 17 } })).replace(":17}", ":9007199254740993}"));
  expect(await remote("record", file, "--project", here, "--key", key)).toBe(2);
  expect(written.join("\n")).toContain("/payload/metadata/row_count");
});

test("a proof that one makes for a service is what an administrator registers", async () => {
  const { account } = await service(["event:record"]);
  const key = await newKey();
  expect(await remote("caller-keys", "prove", key, "--account", account.username)).toBe(0);
  const proof: unknown = JSON.parse(written.at(-1) ?? "");
  const admin = await person("admin");
  const cookie = await session(admin.username);
  expect((await call(POST, { method: "POST", cookie, body: { proof } })).status).toBe(201);
  vi.stubEnv("PEDIGREE_PASSWORD", PASSWORD);
  expect(await remote("caller-keys", "list", "--as", admin.username)).toBe(0);
  expect(written.join("\n")).toContain(`${openKeyFile(key).keyid}  ${account.username}`);
  expect(await remote("caller-keys", "require", account.username, "--as", admin.username)).toBe(0);
  expect(await remote("caller-keys", "require", account.username, "--off", "--as", admin.username)).toBe(0);
  expect(written.at(-1)).toBe(`${account.username}: unsigned events are taken, too`);
});

test("a proof can be made where the app is not reached, and says so where it has to be", async () => {
  const key = await newKey();
  expect(await run("caller-keys", "prove", key, "--account", "svc", "--log", "pedigree.local/a")).toBe(0);
  expect(await run("caller-keys", "prove", key, "--account", "svc", "--url", "http://127.0.0.1:9")).toBe(3);
});
