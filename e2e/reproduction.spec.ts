import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { recordRunnable } from "../cli/reproduction/runnable.testing";
import { address } from "../cli/sample/door";
import { ensureSimulation, personas } from "../cli/sample/personas";
import { ROOT } from "../cli/supervise/home";
import { CreateTokenReply } from "../lib/contract/identity";
import { expect, sampleAccounts, test } from "./world";

test("an auditor has P123 run again, follows its log, and finds it reproduced, on record", async ({ page, world }) => {
  // The first run builds a real environment: seconds where its packages are near, more where they are fetched from afar.
  test.setTimeout(150_000);
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/explore/prediction/P123");
  await page.getByRole("button", { name: /^focus, prediction, P123/ }).click();
  const part = page.getByRole("region", { name: "Run it again" });
  await part.getByRole("button", { name: "Run it again …" }).click();
  const question = page.getByRole("alertdialog", { name: "Run it again …" });
  await expect(question).toContainText("no network");
  await world.isAccessible();
  await question.getByRole("button", { name: "Ask for the run" }).click();
  const record = page.getByRole("alertdialog").filter({ hasText: "Recorded." });
  await record.getByRole("button", { name: "Close" }).last().click();

  await expect(part.getByRole("status").getByText(/^(waiting|running)$/)).toBeVisible();
  await part.getByRole("link", { name: "The request" }).click();
  const log = page.getByRole("log", { name: "Log of the run" });
  await expect(log).toContainText("P123 -> D45 -> churn:v2");
  await expect(page.getByTestId("answer")).toHaveText(/^It came out as recorded/, { timeout: 90_000 });
  await expect(log).toContainText("reproduced: 2 fields came again as recorded");
  await expect(page.getByRole("table", { name: "Compared fields" }).getByText("as recorded")).toHaveCount(2);
  await world.isAccessible();

  await page.goto("/projects/sample/reproductions?prediction=P123");
  const table = page.getByRole("grid", { name: "Reproductions, newest first" });
  await expect(table.getByText("reproduced", { exact: true }).first()).toBeVisible();
  await world.isAccessible();
  const actions = ["request_reproduction", "take_reproduction", "reproduce"];
  for (const action of actions) {
    const { events } = await world.recorded({ project: "sample", action, subject: "P123" });
    expect(events[0]).toMatchObject({ action, outcome: "done", subject: { type: "prediction", id: "P123" } });
  }
});

/** A project of its own with the prediction `Pslow`, whose scoring takes ten minutes, and the token of a runner for it. */
async function slowPrediction(baseUrl: string): Promise<{ project: string; secret: string }> {
  const project = `slow-${randomBytes(5).toString("hex")}`;
  const people = personas(address(baseUrl), project, sampleAccounts());
  try {
    const administrator = await people.administrator();
    await ensureSimulation(administrator, project);
    await recordRunnable({ door: await people.as("svc-ci"), project }, "slow", ["sh", "-c", "sleep 600; :"]);
    const scopes = ["artifact:read", "artifact:download", "reproduction:run"];
    const wanted = { service: "svc-runner", scopes, projects: [project], expiresInDays: 1 };
    const { body } = await administrator.send("POST", ["tokens"], wanted);
    return { project, secret: CreateTokenReply.parse(body).secret };
  } finally {
    await people.leave();
  }
}

let runner: ChildProcess | undefined;
test.afterEach(() => runner?.kill("SIGTERM"));

/** Starts a runner as an operator does; what it says comes in pieces. */
function startRunner(baseUrl: string, token: string): readonly string[] {
  const env = { ...process.env, PEDIGREE_HOME: process.env.E2E_HOME, PEDIGREE_TOKEN: token };
  const argv = ["cli/pedigree.mjs", "reproductions", "work", "--url", baseUrl];
  const child = spawn(process.execPath, argv, { cwd: ROOT, env, stdio: ["ignore", "pipe", "inherit"] });
  const said: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
  runner = child;
  return said;
}

/** Asks for a run in the details of the prediction, and follows it on the page of the request until it scores. */
async function runIt(page: Page, project: string): Promise<void> {
  await page.goto(`/projects/${project}/explore/prediction/Pslow`);
  await page.getByRole("button", { name: /^focus, prediction, Pslow/ }).click();
  const part = page.getByRole("region", { name: "Run it again" });
  await part.getByRole("button", { name: "Run it again …" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Ask for the run" }).click();
  await closeRecord(page);
  await expect(part.getByRole("button", { name: "Cancel the run of Pslow" })).toBeVisible();
  await part.getByRole("link", { name: "The request" }).click();
  await expect(page.getByRole("log", { name: "Log of the run" })).toContainText("scoring in isolation", {
    timeout: 60_000,
  });
}

/** Opens the question; what is decided there is another step. */
async function askToCancel(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cancel the run of Pslow" }).click();
  const question = page.getByRole("alertdialog", { name: "Cancel the run of Pslow" });
  await expect(question).toContainText("with all its processes");
}

async function closeRecord(page: Page): Promise<void> {
  const record = page.getByRole("alertdialog").filter({ hasText: "Recorded." });
  await record.getByRole("button", { name: "Close" }).last().click();
}

test("who asked for a run cancels it under way, on its page and in the list; the runner goes on, and all of it is on record", async ({
  page,
  world,
  baseURL,
}) => {
  test.setTimeout(150_000);
  const { project, secret } = await slowPrediction(baseURL ?? "");
  const said = startRunner(baseURL ?? "", secret);
  await world.signIn("ada.auditor");
  await runIt(page, project);
  await world.isAccessible();
  await askToCancel(page);
  await world.isAccessible();
  const decide = () => page.getByRole("alertdialog").getByRole("button", { name: "Cancel the run", exact: true });
  await decide().click();
  await closeRecord(page);
  await expect(page.getByTestId("answer")).toHaveText("Cancelled under way by Ada Auditor.");
  await expect(page.getByRole("log", { name: "Log of the run" })).toContainText("scoring in isolation");
  await expect(page.getByRole("button", { name: "Cancel the run of Pslow" })).toHaveCount(0);
  await world.isAccessible();

  // The runner takes this one up only when the first is over for it, too.
  await runIt(page, project);
  await page.goto(`/projects/${project}/reproductions`);
  const table = page.getByRole("grid", { name: "Reproductions, newest first" });
  await expect(table.getByText("running", { exact: true })).toBeVisible();
  await world.isAccessible();
  await askToCancel(page);
  await decide().click();
  await closeRecord(page);
  await expect(table.getByText("cancelled", { exact: true })).toHaveCount(2);
  await expect.poll(() => said.join("").match(/ended without a verdict/g)).toHaveLength(2);
  await expect(table.getByText("Cancelled under way by Ada Auditor.")).toHaveCount(2);
  const { events, total } = await world.recorded({ project, action: "withdraw_reproduction", subject: "Pslow" });
  expect(total).toBe(2);
  expect(events.map(({ outcome }) => outcome)).toEqual(["done", "done"]);
  expect((await world.recorded({ project, action: "reproduce", subject: "Pslow" })).total).toBe(0);
});
