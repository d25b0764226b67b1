import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { GET as one } from "@/app/api/v1/projects/[project]/reproductions/[id]/route";
import { POST as ask } from "@/app/api/v1/projects/[project]/reproductions/route";
import { register as put } from "@/cli/commands/put";
import { register as reproduce } from "@/cli/commands/reproduce";
import { register as reproductions } from "@/cli/commands/reproductions";
import { remote } from "@/cli/remote/remote";
import { record, recordRunnable } from "@/cli/reproduction/runnable.testing";
import { keepRunning } from "@/cli/reproduction/runner";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { attachBytes } from "@/cli/sample/attach";
import { address, service as door } from "@/cli/sample/door";
import { ROOT } from "@/cli/supervise/home";
import { ActReply } from "@/lib/contract/promotion";
import { AuditReply } from "@/lib/contract/reply";
import { ReproductionReply } from "@/lib/contract/reproduction";
import { configuration } from "@/lib/env";
import { sha256 } from "@/lib/hash";
import { call, project, service, signedIn } from "@/lib/http/testing";
import { madeImage } from "@/lib/reproduction/image.testing";
import { readStory } from "@/samples/churn/story";

const room = mkdtempSync(join(tmpdir(), "pedigree-p123-"));
const sample = (name: string) => readFileSync(join(ROOT, "samples", "churn", name));
let api: Awaited<ReturnType<typeof serveApi>>;
let falsified: string | undefined;
let here = "";
let token = "";
const { written, run: inTerminal } = terminal(put, reproduce, reproductions);

/** The events of the story that P123 rests on; what was decided on the way is another test's. */
const BEFORE = ["commit-C1a2b", "build-812", "dataset-ds-2024-05-01", "dataset-ds-2024-05-15", "run-R678-start"];
const AFTER = ["predict-P123", "predict-P124"];

const steps = readStory().flatMap((chapter) => chapter.steps);

function told(...ids: readonly string[]): object[] {
  return ids.flatMap((id) =>
    steps.flatMap((step) => (step.act === "event" && step.body.event_id === id ? [step.body] : [])),
  );
}

const DEPLOYED = {
  event_id: "deployed",
  action: "deploy",
  timestamp: "2024-05-17T09:35:00Z",
  subject: { type: "deployment", id: "D45" },
  related: [{ type: "model_version", id: "churn:v2" }],
  declares: [{ type: "deployment", id: "D45", config_sha256: sha256(sample("configs/churn-v2.json")) }],
};

const HOSTILE = `import glob, socket, sys, time
try:
    socket.create_connection(("127.0.0.1", 7687), 1)
    found = "a network"
except OSError as error:
    found = str(error)
print(found, glob.glob("/*"), file=sys.stderr, flush=True)
time.sleep(600)
`;
/** A prediction by somebody who means ill, with all that it takes to run it again. */
async function hostile(): Promise<void> {
  await recordRunnable(recording(), "bad", ["python", "{code}/score.py"]);
  const manifest = join(room, "hostile");
  mkdirSync(manifest);
  writeFileSync(join(manifest, "score.py"), HOSTILE);
  expect(await run("put", manifest, "commit", "Cbad")).toBe(0);
}

const recording = () => ({ door: door(address(api.url), token), project: here });
const run = (...argv: string[]) => inTerminal(...argv, "--url", api.url, "--project", here);

/** What the story attaches, in its order. */
async function attach(type: string, isIt: boolean): Promise<void> {
  for (const step of steps) {
    if (step.act === "attach" && (step.body.type === type) === isIt) {
      expect(await attachBytes(recording().door, here, step.body)).toBeUndefined();
    }
  }
}

async function verdicts(id: string) {
  const { body } = await door(address(api.url), token).send("GET", [
    "projects",
    here,
    "artifacts",
    "prediction",
    id,
    "trail",
  ]);
  return AuditReply.parse(body).events.filter(({ action }) => action === "reproduce");
}

beforeAll(async () => {
  const isFalsified = (path: string) => falsified !== undefined && decodeURIComponent(path).endsWith(falsified);
  api = await serveApi((path, bytes) => (isFalsified(path) ? Buffer.from(bytes).fill(" ", 3, 4) : bytes));
  here = await project(true);
  const acts = ["event:record", "acted:facts", "reproduction:run"] as const;
  token = (await service([...acts, "artifact:read", "artifact:attach", "artifact:download"])).secret;
  await record(recording(), [...told(...BEFORE, "run-R678-finish", "register-churn-v2"), DEPLOYED]);
  await attach("prediction", false);
  await record(recording(), told(...AFTER));
  await attach("prediction", true);
});
afterAll(() => {
  api.close();
  rmSync(room, { recursive: true });
});
beforeEach(() => {
  vi.stubEnv("PEDIGREE_TOKEN", token);
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
});

describe("pedigree reproduce", () => {
  test("shows what would run, and runs and records nothing", async () => {
    expect(await run("reproduce", "P123", "--plan", "--train")).toBe(0);
    expect(written.join("\n")).toMatch(/^P123 -> D45 -> churn:v2 -> R678 -> DS:2024-05-15\n/);
    expect(written.join("\n")).toContain("python {code}/train.py --data {dataset}");
    expect(await verdicts("P123")).toEqual([]);
  });

  test("trains the sample's model again in its real environment, scores P123 again, and puts on record that all is the same", async () => {
    expect({ code: await run("reproduce", "P123", "--train"), written }).toMatchObject({ code: 0 });
    const said = written.join("\n");
    expect(said.match(/^✓ /gm)).toHaveLength(6);
    expect(said).toContain("reproduced: 2 fields came again as recorded");
    const [event] = await verdicts("P123");
    expect(said).toContain(`on record as ${event?.id}`);
    expect(event).toMatchObject({
      origin: "acted",
      outcome: "done",
      facts: {
        verdict: "reproduced",
        trained: true,
        runs: 1,
        fields: 2,
        differing: 0,
        model_sha256: sha256(sample("models/churn-v2.json")),
        dataset_sha256: sha256(sample("data/ds-2024-05-15.csv")),
        lockfile_sha256: sha256(sample("requirements.txt")),
        contract: sha256(sample("scoring/churn-v2.json")),
      },
    });
  });

  test("tells what another model would have answered, and leaves no record of a question", async () => {
    const other = join(room, "model.json");
    writeFileSync(other, sample("models/churn-v2.json").toString("utf8").replace('"bias": -', '"bias": -1'));
    expect(await run("reproduce", "P123", "--replace", `model=${other}`, "--json")).toBe(4);
    const found = JSON.parse(written.find((text) => text.startsWith("{")) ?? "{}");
    expect(found).toMatchObject({ verdict: "differs", cause: "model_file", event: null, runs: 3 });
    expect(await verdicts("P123")).toHaveLength(1);
  });

  test("replaces nothing that the run does not use, and says beforehand what it would replace", async () => {
    const other = join(room, "other.csv");
    writeFileSync(other, "a,b\n1,2\n");
    for (const part of [`dataset=${other}`, "seed=1"]) {
      const asked = run("reproduce", "P123", "--replace", part);
      await expect(asked).rejects.toThrow(`The run uses no ${part.slice(0, part.indexOf("="))}.`);
    }
    expect(await run("reproduce", "P123", "--train", "--plan", "--json", "--replace", `dataset=${other}`)).toBe(0);
    expect(JSON.parse(written.at(-1) ?? "{}")).toMatchObject({ replaced: { dataset: other } });
    expect(await verdicts("P123")).toHaveLength(1);
  });

  test("says what is missing where the request was not kept, on record", async () => {
    expect(await run("reproduce", "P124")).toBe(5);
    expect(written.join("\n")).toContain("The input is not in the store: attach it to the prediction P124 as input.");
    expect((await verdicts("P124"))[0]?.facts).toMatchObject({
      verdict: "cannot_be_reproduced",
      why: ["part_not_attached"],
    });
  });

  test("tells the verdict also to who may record nothing, and that it is not on record", async () => {
    vi.stubEnv("PEDIGREE_TOKEN", (await service(["artifact:read", "artifact:download"])).secret);
    const before = await verdicts("P124");
    expect(await run("reproduce", "P124", "--json")).toBe(2);
    const found = JSON.parse(written.find((text) => text.startsWith("{")) ?? "{}");
    expect(found).toMatchObject({ verdict: "cannot_be_reproduced", event: null });
    expect(written.join("\n")).toContain("event:record");
    expect(await verdicts("P124")).toEqual(before);
  });

  test("contains a hostile scoring script, and what became of it is on record", async () => {
    await hostile();
    expect(await run("reproduce", "Pbad", "--timeout", "8")).toBe(5);
    const said = written.join("\n");
    expect(said).toContain("did not end within 8 seconds and was ended with all its processes");
    expect((await verdicts("Pbad"))[0]?.facts).toMatchObject({
      verdict: "cannot_be_reproduced",
      why: ["command_timed_out"],
    });
  });

  test("runs in the container image that is recorded, and tells what another one would answer", async () => {
    const [image, other] = [1, 2].map((score) => madeImage({ "opt/answer": JSON.stringify({ score }) }));
    if (!image || !other) {
      throw new Error("no images");
    }
    try {
      await recordRunnable(recording(), "image", ["cat", "/opt/answer"], image.digest);
      expect(await run("reproduce", "Pimage", "--plan")).toBe(0);
      expect(written.join("\n")).toMatch(new RegExp(`^ {2}image +${image.digest}$`, "m"));
      expect({ code: await run("reproduce", "Pimage"), written }).toMatchObject({ code: 0 });
      expect(await verdicts("Pimage")).toMatchObject([
        { facts: { verdict: "reproduced", fields: 1, image_digest: image.digest } },
      ]);
      expect(await run("reproduce", "Pimage", "--replace", `image=${other.digest}`, "--json")).toBe(4);
      const found = JSON.parse(written.find((text) => text.startsWith("{")) ?? "{}");
      expect(found).toMatchObject({ verdict: "differs", cause: "environment", event: null });
    } finally {
      image.remove();
      other.remove();
    }
    expect(await run("reproduce", "Pimage", "--replace", `image=${sha256("gone")}`)).toBe(5);
    expect(written.join("\n")).toContain(`pull it by its digest (podman pull NAME@${sha256("gone")})`);
  });

  test("runs nothing with bytes that are not those that are recorded", async () => {
    falsified = sha256(sample("models/churn-v2.json"));
    expect(await run("reproduce", "P123")).toBe(5);
    falsified = undefined;
    expect(written.join("\n")).toMatch(/^✗ model .*NOT what is recorded$/m);
    expect(written.join("\n")).not.toContain("scoring in isolation");
    expect((await verdicts("P123")).map(({ facts }) => facts.why)).toContainEqual(["part_broken"]);
  });
});

/** A runner that ends after its first verdict. */
async function runOnce(secret: string): Promise<string[]> {
  const told: string[] = [];
  const ending = new AbortController();
  await keepRunning({
    app: remote(door(address(api.url), secret), "default", async () => undefined),
    signal: ending.signal,
    seconds: 120,
    wholeSeconds: 300,
    pauseMs: 100,
    tell(text) {
      told.push(text);
      if (text.includes("on record as")) {
        ending.abort();
      }
    },
  });
  return told;
}

describe("pedigree reproductions", () => {
  test("a runner carries out what somebody asked for in the app, and its log is kept with the verdict", async () => {
    const auditor = await signedIn("auditor");
    const asked = await call(ask, {
      method: "POST",
      cookie: auditor.cookie,
      params: { project: here },
      body: { prediction: "P123" },
    });
    expect(asked.status).toBe(201);
    const { event } = ActReply.parse(await asked.json());
    const { secret } = await service(["artifact:read", "artifact:download", "reproduction:run"], [here]);
    expect((await runOnce(secret)).at(-1)).toMatch(/^reproduced, on record as /);

    const seen = await call(one, { cookie: auditor.cookie, params: { project: here, id: event.id } });
    const reply = ReproductionReply.parse(await seen.json());
    expect(reply).toMatchObject({ reproduction: { state: "reproduced", attempts: 1 }, told: "open", reasons: [] });
    expect(reply.fields.map(({ state }) => state)).toEqual(["same", "same"]);
    expect(reply.used).toContainEqual({
      part: "model",
      recorded: sha256(sample("models/churn-v2.json")),
      used: sha256(sample("models/churn-v2.json")),
    });
    const said = reply.log?.lines.join("\n");
    expect(said).toMatch(/^P123 -> D45 -> churn:v2 -> R678 -> DS:2024-05-15\n✓ model /);
    expect(said).toContain("reproduced: 2 fields came again as recorded");

    expect(await run("reproductions", "show", event.id)).toBe(0);
    expect(written.join("\n")).toContain("values and log are hidden");
    expect(await run("reproductions", "list", "--state", "reproduced")).toBe(0);
    expect(written.join("\n")).toContain(event.id);
  });
});
