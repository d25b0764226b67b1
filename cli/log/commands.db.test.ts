import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { GET as PROOF } from "@/app/api/v1/audit/[id]/proof/route";
import { POST as EVENTS } from "@/app/api/v1/projects/[project]/events/route";
import { register as keys } from "@/cli/commands/keys";
import { register as log } from "@/cli/commands/log";
import { register as verify } from "@/cli/commands/verify";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { DEFAULT_TREATMENT } from "@/lib/contract/personal";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { autocommit } from "@/lib/graph/session";
import { registered, signedEvent } from "@/lib/http/caller-keys.testing";
import { call, PASSWORD, person, project, recordOf, service, session } from "@/lib/http/testing";
import type { Source } from "@/lib/ledger/prepare";
import { send } from "@/lib/ledger/testing";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { publishedCheckpoint } from "@/lib/log/proofs";
import { BUILD_TIMEOUT_MS, builtJudge, judge } from "@/lib/tlog/judge.testing";
import { parseNote } from "@/lib/tlog/note";

const own = ownDatabase({ isReady: true });

let api: Awaited<ReturnType<typeof serveApi>>;
let source: Source;
let auditor = "";
/** What the app tells in place of the truth. */
let lie = honest;
let count = 0;
const { written, run: inTerminal } = terminal(keys, log, verify);
const room = mkdtempSync(join(tmpdir(), "pedigree-log-"));
const at = (name: string) => join(room, name);

function honest(_path: string, bytes: Buffer): Uint8Array | string {
  return bytes;
}

/** Records events and returns the id of the first one. */
async function record(howMany: number): Promise<string> {
  count += 1;
  const subject = (number: number) => ({ type: "dataset", id: `DS:${count}-${number}` });
  const events = Array.from({ length: howMany }, (_, number) => ({
    event_id: `${count}-${number}`,
    action: "record",
    actor: { type: "user", id: "somebody" },
    timestamp: "2025-05-05T14:03:00Z",
    subject: subject(number),
  }));
  await send(source, events);
  const found = await autocommit("MATCH (e:AuditEvent {eventId: $id}) RETURN e.id AS id", { id: `${count}-0` });
  return z.tuple([z.object({ id: z.string() })]).parse(found)[0].id;
}

async function integrated() {
  for (let done = await round(logStorage(), "me"); done && done.added > 0; done = await round(logStorage(), "me")) {
    // On to the next batch.
  }
  return publishedCheckpoint(logStorage());
}

beforeAll(async () => {
  await builtJudge();
  api = await serveApi((path, bytes) => lie(path, bytes));
  // Somebody who has an account: one that the log enrolled and that is not there would be found.
  const { account, person: who } = await person("data_scientist");
  const actor = { type: "user", account, ...(who ? { person: who } : {}) } as const;
  source = {
    actor,
    project: "t-commands",
    mayActFacts: false,
    mayAttest: false,
    mayReproduce: false,
    treatment: DEFAULT_TREATMENT,
  };
  auditor = (await person("auditor")).username;
}, BUILD_TIMEOUT_MS);
afterAll(() => api.close());
beforeEach(() => {
  lie = honest;
  vi.stubEnv("PEDIGREE_USER", auditor);
  vi.stubEnv("PEDIGREE_PASSWORD", PASSWORD);
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
});

/** Runs a command, against the app where it wants one; `written` is what this one said. */
function run(...argv: string[]): Promise<number> {
  written.length = 0;
  return inTerminal(...argv, ...(argv[0] === "keys" ? [] : ["--url", api.url]));
}

/** Pins the keys as they are now. */
async function pin(name: string): Promise<string> {
  await run("keys", "show");
  writeFileSync(at(name), written.join("\n"));
  return at(name);
}

function changed(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, "latin1").replace(from, to), "latin1");
}

describe("pedigree verify", () => {
  test("says that the log is whole and that the graph is the one that it makes, on record", async () => {
    await record(260);
    await integrated();
    expect(await run("verify")).toBe(0);
    expect(written.join("\n")).toMatch(/^valid: \d+ entries in .*, log pedigree\.local\/[\s\S]*was not compared/);
    expect(await run("verify", "--replay")).toBe(0);
    expect(written.join("\n")).toContain("the stored graph is the one that the log makes, to the last property");
    expect(await run("verify", "--json")).toBe(0);
    expect(JSON.parse(written.join("\n"))).toMatchObject({ breaches: [] });
    const told = await autocommit("MATCH (e:AuditEvent {action: 'verify'}) RETURN count(e) AS times");
    expect(told).toEqual([{ times: 3 }]);
  });

  test("proves one event, once it has its place, by the keys of the app or by those that were pinned", async () => {
    const id = await record(1);
    expect(await run("verify", id)).toBe(5);
    expect(written.join("\n")).toContain("waits for its place in the log");
    await integrated();
    expect(await run("verify", id)).toBe(0);
    expect(written.join("\n")).toContain("by the keys that the app names");
    expect(await run("verify", id, "--trust", await pin("now.json"))).toBe(0);
    expect(written.join("\n")).toMatch(/^valid: .*\n {2}by the keys that you pinned\n {2}entry \d+ of \d+/);
    expect(await run("verify", id, "--json")).toBe(0);
    expect(JSON.parse(written.join("\n"))).toMatchObject({ verdict: "valid", keysOf: "the app", event: { id } });
    expect(await run("verify", "00000000-0000-7000-8000-000000000000")).toBe(2);
    expect(written.join("\n")).toContain("there is no such event");
  });

  test("does not take the proof of another event for that of the one that was asked for", async () => {
    const [asked, other] = [await record(1), await record(1)];
    await integrated();
    lie = (path, bytes) => (path.endsWith(`${asked}/proof`) ? shown : bytes);
    const cookie = await session(auditor);
    const shown = await (await call(PROOF, { cookie, params: { id: other } })).text();
    expect(await run("verify", asked)).toBe(4);
    expect(written[0]).toBe("INVALID: the app showed the proof of another event");
  });

  test("checks what the caller signed with their own key, and says where it cannot", async () => {
    const { account, secret } = await service(["event:record", "account:self"]);
    const key = await registered(secret);
    const here = await project();
    const subject = { type: "dataset", id: "DS:signed" };
    const timestamp = "2025-05-05T14:03:00Z";
    const body = signedEvent({ event_id: "s", action: "record", timestamp, project: here, subject }, key);
    expect((await call(EVENTS, { method: "POST", token: secret, params: { project: here }, body })).status).toBe(201);
    const [id = ""] = (await recordOf(account.account))
      .filter((each) => each.action === "record")
      .map((each) => each.id);
    await integrated();
    expect(await run("verify", id)).toBe(0);
    expect(written.join("\n")).toContain(`signed by the caller's key ${key.keyid}`);
    const zip = at("signed.zip");
    expect(await run("log", "evidence", id, zip)).toBe(0);
    expect(await run("verify", zip, "--trust", await pin("signed.json"))).toBe(0);
    expect(written.join("\n")).toContain(`caller's key ${key.keyid}: what the caller's key signed is not in here`);

    const [signature = ""] = body.signatures.map(({ sig }) => sig);
    lie = (_path, bytes) => bytes.toString("utf8").replace(signature, signature.toLowerCase());
    expect(await run("verify", id)).toBe(4);
    expect(written[0]).toBe("INVALID: the caller: The envelope is not the one that the note commits to.");
    const shown = Buffer.from(key.publicKey).toString("base64");
    lie = (_path, bytes) => bytes.toString("utf8").replace(shown, Buffer.alloc(32, 7).toString("base64"));
    expect(await run("verify", id)).toBe(4);
    expect(written[0]).toMatch(/^INVALID: the caller: The public key that the server shows is another one/);
  });

  test("says what to do where it is given something else", async () => {
    const wrong: [string[], RegExp][] = [
      [["nonsense"], /nonsense is neither a file here nor the id of an event/],
      [[room], /is a folder/],
      [["--dir", room], /checked by the keys that you pinned/],
      [["--dir", at("nowhere"), "--trust", await pin("now.json")], /There is no folder/],
      [["--dir", room, "--replay"], /Only the log of the installation that runs here is replayed/],
      [["x.zip", "--trust", at("missing.json")], /There is no file/],
    ];
    for (const [argv, says] of wrong) {
      await expect(run("verify", ...argv), argv.join(" ")).rejects.toThrow(says);
      await expect(run("verify", ...argv), argv.join(" ")).rejects.toThrow(SetupError);
    }
    writeFileSync(at("wrong.json"), '{"origin":"a"}');
    await expect(run("verify", "x.zip", "--trust", at("wrong.json"))).rejects.toThrow(/states no keys: log/);
  });
});

describe("pedigree log", () => {
  test("export makes a folder that outsiders verify, and in which one changed byte is found", async () => {
    const folder = at("export");
    expect(await run("log", "export", folder)).toBe(0);
    const trust = await pin("now.json");
    expect(await run("verify", "--dir", folder, "--trust", trust)).toBe(0);
    expect(written.join("\n")).toContain("every entry is signed by a key of the recorder that you pinned");
    const [vkey] = z.object({ log: z.array(z.string()) }).parse(JSON.parse(readFileSync(trust, "utf8"))).log;
    expect(await judge(["fsck", folder, vkey ?? ""])).toMatchObject({ code: 0 });

    await record(3);
    await integrated();
    expect(await run("log", "export", folder)).toBe(0);
    expect(await run("verify", "--dir", folder, "--trust", trust)).toBe(0);
    changed(join(folder, "tile/entries/000"), '"outcome":"done"', '"outcome":"gone"');
    expect(await run("verify", "--dir", folder, "--trust", trust)).toBe(4);
    expect(written.join("\n")).toMatch(
      /^INVALID: 1 finding in [\s\S]*entry_differs \(entry \d+\): tile\/entries\/000$/,
    );
  });

  test("under the name of a partial tile that is full now stands no more than it held", async () => {
    const tile = await fetch(`${api.url}/log/tile/0/000.p/5`);
    expect((await tile.arrayBuffer()).byteLength).toBe(5 * 32);
    expect(readdirSync(join(own.home, "log", "tile", "0"))).not.toContain("000.p");
  });

  test("evidence makes a zip that proves something only by keys that the reader brings", async () => {
    const id = await record(1);
    await expect(run("log", "evidence", id, at("early.zip"))).rejects.toThrow(/waits for its place/);
    await integrated();
    const zip = at("evidence.zip");
    expect(await run("log", "evidence", id, zip)).toBe(0);
    await expect(run("log", "evidence", id, zip)).rejects.toThrow(/is there already/);
    expect(await run("verify", zip)).toBe(5);
    expect(written[0]).toMatch(/^UNVERIFIABLE: it holds together by the keys that it names itself/);
    expect(await run("verify", zip, "--trust", await pin("now.json"))).toBe(0);
    changed(zip, '"outcome":"done"', '"outcome":"gone"');
    expect(await run("verify", zip, "--trust", at("now.json"))).toBe(4);
    expect(written[0]).toMatch(/^INVALID: it is no evidence bundle: its file event\.note is damaged/);
  });
});

test("a key of the log is replaced in the open: both sign, then the new one alone, and old evidence stays valid", async () => {
  const signers = async () => {
    await record(1);
    return parseNote((await integrated())?.note ?? "")?.signatures.length;
  };
  const old = await pin("old.json");
  expect(await run("keys", "rotate", "log")).toBe(0);
  expect(written.join("\n")).toMatch(/^New key: .*\nOn record as [0-9a-f-]{36}\. Tell those who pinned the old one/);
  expect(await signers()).toBe(2);
  const id = await record(1);
  await integrated();
  expect(await run("verify", id, "--trust", old)).toBe(0);
  expect(await run("keys", "retire", "log")).toBe(0);
  expect(written.join("\n")).toMatch(/^Only .* signs now\./);
  expect(await signers()).toBe(1);
  expect(await run("verify", id, "--trust", old)).toBe(4);
  expect(written[0]).toMatch(/^INVALID: no signature by a known key of pedigree\.local/);
  expect(await run("verify", id, "--trust", await pin("new.json"))).toBe(0);
  expect(await run("verify", at("evidence.zip"), "--trust", at("new.json"))).toBe(4);
});

test("a key of the recorder is replaced at once, and what either signed verifies", async () => {
  const before = await pin("before.json");
  expect(await run("keys", "rotate", "events")).toBe(0);
  const id = await record(1);
  await integrated();
  expect(await run("verify", id, "--trust", before)).toBe(4);
  expect(written[0]).toMatch(/^INVALID: the event: no signature by a known key of .*\/events/);
  expect(await run("verify", id, "--trust", await pin("after.json"))).toBe(0);
  expect(await run("verify", "--replay")).toBe(0);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await expect(run("keys", "retire", "events")).rejects.toThrow(/Allowed choices are log/);
});
