import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { register as identities } from "@/cli/commands/identities";
import { register as privacy } from "@/cli/commands/privacy";
import { register as quarantine } from "@/cli/commands/quarantine";
import { register as record } from "@/cli/commands/record";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { configuration } from "@/lib/env";
import { officerSignedIn, PASSWORD, person, project, recordOf, service } from "@/lib/http/testing";
import { configured, startProvider, type TestProvider } from "@/lib/identity/oidc/provider.testing";
import { setPrivacy } from "@/lib/identity/privacy";
import { datasetEvent } from "@/lib/ledger/dataset-event.testing";

const EMAIL = "ana.bauer@posteo.de";

let api: Awaited<ReturnType<typeof serveApi>>;
let provider: TestProvider;
let officer: Awaited<ReturnType<typeof officerSignedIn>>["account"];
let sender: Awaited<ReturnType<typeof service>>;
let here = "";
const { written, run: inTerminal } = terminal(identities, privacy, quarantine, record);

beforeAll(async () => {
  provider = await startProvider("org");
  process.env.PEDIGREE_SIGN_IN = configured([["org", provider]]);
  [api, here] = await Promise.all([serveApi(), project()]);
  officer = (await officerSignedIn()).account;
  sender = await service(["event:record"]);
  const by = { type: "user", account: officer.account } as const;
  await setPrivacy({ project: here, by, permanent: "quarantine", encrypted: "quarantine", reason: "a test" });
});
afterAll(() => {
  api.close();
  provider.close();
});
beforeEach(() => {
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
  vi.stubEnv("PEDIGREE_PASSWORD", PASSWORD);
});

const run = (...argv: string[]) => inTerminal(...argv, "--url", api.url);

/** Runs a command as the officer; what it said. */
async function asOfficer(...argv: string[]): Promise<string> {
  written.length = 0;
  expect(await run(...argv, "--as", officer.username), written.join("\n")).toBe(0);
  return written.join("\n");
}

/** The officer's last act on record, which is what the command said that it was. */
async function lastAct(said: string) {
  const id = /on record as ([0-9a-f-]{36})/.exec(said)?.[1];
  return (await recordOf(officer.account)).find((event) => event.id === id);
}

const event = (note: string) => datasetEvent({ note });

/** Records a file of these events as the service; its exit code, and what was said. */
async function recorded(...events: object[]) {
  vi.stubEnv("PEDIGREE_TOKEN", sender.secret);
  const file = join(mkdtempSync(join(tmpdir(), "pedigree-cli-")), "events.json");
  writeFileSync(file, JSON.stringify(events));
  written.length = 0;
  const code = await run("record", file, "--project", here, "--batch", "2");
  vi.stubEnv("PEDIGREE_TOKEN", "");
  return { code, said: [...written], act: /quarantine as (\S+)\./.exec(written.join("\n"))?.[1] ?? "" };
}

describe("pedigree record", () => {
  test("says in the right number what is new, was there before and waits in quarantine, and ends with a code of its own where any waits", async () => {
    const one = await recorded(event(EMAIL));
    expect(one.code).toBe(4);
    expect(one.said).toEqual([
      `1 event not recorded: something personal is in it. It waits in quarantine as ${one.act}.`,
      "Nothing was recorded: the event waits in quarantine",
    ]);
    const two = await recorded(event(EMAIL), event("clean"));
    expect(two.code).toBe(4);
    expect(two.said).toEqual([
      `2 events not recorded: something personal is in at least one of them. They wait in quarantine as ${two.act}.`,
      "Nothing was recorded: all 2 events wait in quarantine",
    ]);
    const known = [event("clean"), event("clean")];
    const some = await recorded(...known, event(EMAIL));
    expect([some.code, some.said.at(-1)]).toEqual([4, "2 events recorded, 1 waits in quarantine"]);
    const again = await recorded(...known, event(EMAIL));
    expect([again.code, again.said.at(-1)]).toEqual([
      4,
      "0 events recorded, 2 were recorded before, 1 waits in quarantine",
    ]);
    expect((await recorded(...known)).code).toBe(0);
    const together = await recorded(event(EMAIL), ...known.slice(0, 1));
    expect([together.code, ...together.said]).toEqual([
      4,
      `1 event not recorded: something personal is in it. It waits in quarantine as ${together.act}.`,
      "0 events recorded, 1 was recorded before, 1 waits in quarantine",
    ]);
  });
});

describe("pedigree quarantine", () => {
  test("lists, shows, releases and discards what waits, each on record", async () => {
    const acts = [];
    for (const note of [EMAIL, EMAIL, EMAIL]) {
      acts.push((await recorded(event(note))).act);
    }
    const [sent = "", redacted = "", discarded = ""] = acts;
    const within = ["--project", here];
    const listed = await asOfficer("quarantine", "list", ...within);
    expect(acts.every((act) => listed.includes(`${act}: 1 event of ${here}`))).toBe(true);
    expect(await asOfficer("quarantine", "show", sent, ...within)).not.toContain(EMAIL);
    expect(await asOfficer("quarantine", "show", sent, "--values", ...within)).toContain(EMAIL);
    const why = [...within, "--reason", "a test"];
    const released = await asOfficer("quarantine", "release", sent, ...why);
    expect(released).toContain("Recorded as sent.");
    expect(await lastAct(released)).toMatchObject({ action: "release_quarantined", facts: /as_sent/ });
    const without = await asOfficer("quarantine", "release", redacted, "--redacted", ...why);
    expect(await lastAct(without)).toMatchObject({ action: "release_quarantined" });
    await expect(run("quarantine", "discard", discarded, ...why)).rejects.toThrow("Nothing was discarded.");
    const gone = await asOfficer("quarantine", "discard", discarded, "--yes", ...why);
    expect(await lastAct(gone)).toMatchObject({ action: "discard_quarantined", outcome: "done" });
    expect(await run("quarantine", "release", sent, ...why, "--as", officer.username)).toBe(2);
  });
});

describe("pedigree privacy", () => {
  test("shows, reports, holds, releases and erases, each on record", async () => {
    const other = await person("viewer");
    expect(await asOfficer("privacy", "show")).toContain("quarantine: 30 days (at least 1)");
    expect(await asOfficer("privacy", "report", other.username)).toContain(other.displayName);
    expect(await asOfficer("privacy", "report", other.username, "--csv")).toContain("rights,");
    expect(await asOfficer("privacy", "retention")).toMatch(/looks: \d+ parts?/);
    const on = ["--person", other.username, "--reason", "case 7"];
    expect(await lastAct(await asOfficer("privacy", "hold", ...on))).toMatchObject({ action: "hold", outcome: "done" });
    expect(await asOfficer("privacy", "plan", other.username)).toContain("It may not be done:");
    const released = await asOfficer("privacy", "release", ...on);
    expect(await lastAct(released)).toMatchObject({ action: "release", outcome: "done" });
    const wish = ["privacy", "erase", other.username, "--basis", "objection", "--reason", "request 14"];
    await expect(run(...wish)).rejects.toThrow("Nothing was erased.");
    const erased = await asOfficer(...wish, "--yes");
    expect(await lastAct(erased)).toMatchObject({ action: "request_erasure", outcome: "done" });
  });

  test("puts a hold on a project and on an artifact, and refuses a sweep where nothing is due, on record", async () => {
    const dataset = event("clean");
    expect((await recorded(dataset)).code).toBe(0);
    const artifact = ["--artifact", `dataset_version:${dataset.subject.id}`, "--project", here];
    for (const on of [["--whole-project", here], artifact]) {
      const held = await asOfficer("privacy", "hold", ...on, "--reason", "case 8");
      expect(await lastAct(held)).toMatchObject({ action: "hold", outcome: "done" });
    }
    expect(await asOfficer("privacy", "show")).toContain(`dataset_version ${dataset.subject.id} of ${here}`);
    await asOfficer("privacy", "release", ...artifact, "--reason", "over");
    await asOfficer("privacy", "release", "--whole-project", here, "--reason", "over");
    written.length = 0;
    expect(await run("privacy", "retention", "--run", "--reason", "now", "--as", officer.username)).toBe(2);
    expect(await lastAct(written.join("\n"))).toMatchObject({ action: "refuse", outcome: "refused" });
  });

  test("says what is missing in one line, and what to write, instead of where in the program it is", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await expect(run("privacy", "hold", "--reason", "x")).rejects.toMatchObject({
      code: "commander.error",
      exitCode: 1,
    });
    const both = ["--person", "a", "--whole-project", "b", "--reason", "x"];
    await expect(run("privacy", "release", ...both)).rejects.toMatchObject({ exitCode: 1 });
    await expect(run("privacy", "retention", "--run")).rejects.toMatchObject({ exitCode: 1 });
    expect(said.mock.calls.flat().join("")).toContain("error: name one of --person, --whole-project and --artifact");
  });
});

test("pedigree identities links, lists and unlinks, each on record", async () => {
  const [admin, other] = [await person("admin"), await person("viewer")];
  const as = ["--as", admin.username];
  const names = ["--provider", "org", "--subject", "mia"];
  expect(await run("identities", "link", other.username, ...names, ...as)).toBe(0);
  const id = /linked as ([0-9a-f]{64})/.exec(written.join("\n"))?.[1] ?? "";
  expect(await run("identities", "list", ...as)).toBe(0);
  expect(written.join("\n")).toContain(`at org since`);
  expect(written.join("\n")).toContain(id);
  expect(await run("identities", "unlink", other.username, id, ...as)).toBe(0);
  const acts = (await recordOf(admin.account)).map(({ action, outcome }) => `${action} ${outcome}`);
  expect(acts).toEqual(expect.arrayContaining(["grant_access done", "revoke_access done"]));
});
