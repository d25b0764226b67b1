import { randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { register as audit } from "@/cli/commands/audit";
import { register as deploy } from "@/cli/commands/deploy";
import { register as live } from "@/cli/commands/live";
import { register as promote } from "@/cli/commands/promote";
import { register as record } from "@/cli/commands/record";
import { register as retire } from "@/cli/commands/retire";
import { register as rollback } from "@/cli/commands/rollback";
import { register as trace } from "@/cli/commands/trace";
import { register as walk } from "@/cli/commands/walk";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { configuration } from "@/lib/env";
import { PASSWORD, person, project, service } from "@/lib/http/testing";

let api: Awaited<ReturnType<typeof serveApi>>;
let here = "";
let token = "";

const timestamp = "2024-05-16T10:00:00Z";
const hex = (digit: string) => digit.repeat(64);

function event(action: string, subject: string, related: string[], more: object = {}) {
  const ref = (text: string) => ({ type: text.split(" ")[0], id: text.split(" ")[1], ...role(text.split(" ")[2]) });
  return { event_id: randomUUID(), action, timestamp, subject: ref(subject), related: related.map(ref), ...more };
}

function role(name: string | undefined): object {
  return name === undefined ? {} : { role: name };
}

/** The lesson's second exercise, as a file would hold it. */
function story() {
  const commit = { type: "commit", id: "C1a2b", sha: "c1a2b3d4e5" };
  const environment = { type: "environment", id: "env:1", lockfile_sha256: hex("e") };
  return [
    event("record", "dataset DS:2024-05-15", [], { metadata: { sha256: hex("d") } }),
    event("start", "run R678", ["dataset DS:2024-05-15", "commit C1a2b feature_code", "environment env:1"], {
      declares: [commit, environment],
      metadata: { parameters: { lr: 0.01, depth: 3 } },
    }),
    event("register", "model_version churn:v2", ["run R678", "model churn"], {
      declares: [{ type: "model", id: "churn" }],
      integrity: { artifact_sha256: hex("a") },
    }),
    event("deploy", "deployment D45", ["model_version churn:v2"], { metadata: { target: "production" } }),
    event("predict", "prediction P123", ["deployment D45", "model_version churn:v2"]),
  ];
}

const commands = [audit, deploy, live, promote, record, retire, rollback, trace, walk];
const { written, run: inTerminal } = terminal(...commands);

beforeAll(async () => {
  api = await serveApi();
  here = await project();
  token = (await service(["event:record", "artifact:read", "promotion:request", "promotion:read"])).secret;
});
afterAll(() => api.close());
beforeEach(() => {
  vi.stubEnv("PEDIGREE_TOKEN", token);
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
});

const run = (...argv: string[]) => inTerminal(...argv, "--url", api.url);

function file(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "pedigree-cli-")), "events");
  writeFileSync(path, content);
  return path;
}

describe("pedigree record", () => {
  test("records a file, and says of the same file that it was recorded before", async () => {
    const path = file(JSON.stringify(story(), null, 2));
    expect(await run("record", path, "--project", here, "--batch", "2")).toBe(0);
    expect(await run("record", path, "--project", here)).toBe(0);
    expect(written).toEqual(["5 events recorded", "0 events recorded, 5 were recorded before"]);
  });

  test("says the line and the place of what is wrong, and what was recorded before it", async () => {
    const lines = [
      event("record", "dataset DS:a", []),
      event("record", "dataset DS:b", []),
      event("start", "run R-x", ["dataset DS:a", "dataset DS:nowhere"]),
    ];
    const path = file(lines.map((each) => JSON.stringify(each)).join("\n"));
    expect(await run("record", path, "--project", here, "--batch", "2")).toBe(2);
    const said = written.join("\n");
    expect(said).toContain(`${path}:3 /related/1: The dataset version DS:nowhere is not recorded`);
    expect(said.match(/DS:nowhere is not recorded/g)).toHaveLength(1);
    expect(said).toContain("The attempt is on record as");
    expect(written).toContain("2 events recorded");
  });

  test("says where the text stops being events", async () => {
    const path = file(`${JSON.stringify(event("record", "dataset DS:c", []))}\n{"event_id":`);
    expect(await run("record", path, "--project", here)).toBe(2);
    expect(written).toContain(`${path}:2: the input ends in the middle of a value`);
    await expect(run("record", "/nowhere.json")).rejects.toThrow("There is no file /nowhere.json.");
  });
});

describe("looking", () => {
  test("pedigree trace prints the chain in one line, then code, environment and parameters", async () => {
    expect(await run("trace", "P123", "--project", here)).toBe(0);
    expect(written.join("\n").split("\n")).toEqual([
      "P123 -> D45 -> churn:v2 -> R678 -> DS:2024-05-15",
      `dataset      DS:2024-05-15  sha256:${hex("d")}`,
      "commit       C1a2b  c1a2b3d4e5  (feature_code)",
      `environment  env:1  sha256:${hex("e")}`,
      "parameters   depth=3 lr=0.01",
    ]);
  });

  test("pedigree walk lists what is near first and says what is hidden", async () => {
    expect(await run("walk", "prediction", "P123", "--direction", "upstream", "--depth", "2", "--project", here)).toBe(
      0,
    );
    expect(written.join("\n").split("\n")).toEqual([
      " 0              prediction         P123",
      " 1  upstream    deployment         D45",
      " 2  upstream    model_version      churn:v2  (+ 1 run upstream, 1 model upstream)",
      "3 artifacts",
    ]);
  });

  test("pedigree live says what is live and what is not known", async () => {
    expect(await run("live", "churn", "--project", here)).toBe(0);
    expect(written.join("\n")).toMatch(
      /churn:v2 is live in production as D45.*\nrun {10}R678\n.*approved by {2}\(not recorded\)/s,
    );
    expect(await run("live", "churn", "--project", here, "--at", "2020-01-01T00:00:00Z")).toBe(0);
    expect(written.join("\n")).toContain("Nothing of churn was live in production");
  });

  test("what is not there is refused with 2, an app that is not there with 3", async () => {
    expect(await run("trace", "P999", "--project", here)).toBe(2);
    expect(written[0]).toMatch(/^Not found: prediction P999\n.*on record as/);
    const away = new Command();
    trace(away);
    await away.parseAsync(["node", "pedigree", "trace", "P1", "--url", "http://127.0.0.1:9"]);
    expect(process.exitCode).toBe(3);
  });

  test("pedigree audit needs the permission, and lists what was done", async () => {
    expect(await run("audit")).toBe(2);
    expect(written.join("\n")).toContain("audit:read");
    const auditor = await person("auditor");
    vi.stubEnv("PEDIGREE_TOKEN", "");
    vi.stubEnv("PEDIGREE_PASSWORD", PASSWORD);
    expect(await run("audit", "--project", here, "--action", "predict", "--as", auditor.username)).toBe(0);
    expect(written.at(-2)).toMatch(/predict +done .*prediction P123 {2}\(asserted\)/);
    expect(written.at(-1)).toBe("1 of 1");
  });
});

describe("acting", () => {
  test("nobody acts by default", async () => {
    vi.stubEnv("PEDIGREE_TOKEN", "");
    await expect(run("promote", "request", "churn:v2")).rejects.toThrow("Nobody to act as.");
  });

  test("a request is made, and its gate refuses to open, with reasons", async () => {
    expect(await run("promote", "request", "churn:v2", "--project", here, "--json")).toBe(0);
    const { made } = JSON.parse(written[0] ?? "");
    expect(made.type).toBe("promotion_request");
    vi.stubEnv("PEDIGREE_TOKEN", "");
    vi.stubEnv("PEDIGREE_PASSWORD", PASSWORD);
    const operator = await person("operator");
    expect(await run("promote", "apply", made.id, "--project", here, "--as", operator.username)).toBe(2);
    expect(written.join("\n")).toMatch(/2 more approvals needed.*tests attestation/s);
    expect(
      await run(
        "deploy",
        "D46",
        "--request",
        made.id,
        "--config-sha256",
        hex("c"),
        "--project",
        here,
        "--as",
        operator.username,
      ),
    ).toBe(2);
    expect(written.join("\n")).toContain("has not been promoted");
    const viewer = await person("viewer");
    expect(await run("retire", "deployment", "D45", "--reason", "x", "--project", here, "--as", viewer.username)).toBe(
      2,
    );
    expect(written.join("\n")).toContain("model:retire");
  });
});
