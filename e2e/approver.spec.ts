import type { Page } from "@playwright/test";
import { sha256 } from "../lib/hash";
import { type Candidate, makeCandidate } from "./candidate";
import { expect, passwordOf, test, type World } from "./world";

const dialog = (page: Page) => page.getByRole("alertdialog");

/** Opens the question behind a button, signs it where it wants that, looks at it with axe, and answers it. */
async function decide(page: Page, world: World, opens: string, confirms: string, password?: string): Promise<void> {
  await page.getByRole("button", { name: opens, exact: true }).click();
  if (password !== undefined) {
    await dialog(page).getByLabel("Password", { exact: true }).fill(password);
  }
  await world.isAccessible();
  await dialog(page).getByRole("button", { name: confirms, exact: true }).click();
}

async function isTold(page: Page, text: string): Promise<void> {
  await expect(dialog(page).getByRole("status").filter({ hasText: text })).toBeVisible();
}

async function close(page: Page): Promise<void> {
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(dialog(page)).toBeHidden();
}

/** Asks for the promotion of the candidate's next version through the page, and opens the request. */
async function request(page: Page, world: World, { project, next }: Candidate): Promise<void> {
  await page.goto(`/projects/${project}/promotions`);
  await page.getByRole("button", { name: "Request a promotion", exact: true }).click();
  await dialog(page).getByLabel("Model version", { exact: true }).fill(next);
  await world.isAccessible();
  await dialog(page).getByRole("button", { name: "Request promotion to production", exact: true }).click();
  await isTold(page, "Recorded.");
  await world.isAccessible();
  await close(page);
  await page.getByRole("row").filter({ hasText: next }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: /asked to promote/ })).toBeVisible();
}

test("whoever asked for a promotion finds no way to approve it, and an attempt beside the page is on record", async ({
  page,
  world,
  baseURL,
}) => {
  const candidate = await makeCandidate(baseURL ?? "");
  await world.signIn(candidate.both);
  await request(page, world, candidate);
  await expect(page.getByText("You may not approve it yourself")).toBeVisible();
  await expect(page.getByText("requester_cannot_approve")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeDisabled();
  await world.isAccessible();

  const { project } = candidate;
  const id = page.url().split("/").at(-1);
  const path = `/api/v1/projects/${project}/promotion-requests/${id}/approvals`;
  const tried = await page.evaluate(async (to) => {
    const headers = { "content-type": "application/json", "x-pedigree-csrf": "1" };
    return (await fetch(to, { method: "POST", headers, body: "{}" })).status;
  }, path);
  expect(tried).toBe(409);
  const refused = await world.recorded({ action: "approve", outcome: "refused", project });
  expect(refused.total).toBe(1);
});

test("two approvers open the gate; the version goes live, and back again with a reason, all of it on record", async ({
  page,
  world,
  baseURL,
}) => {
  // Five people sign in, one after another.
  test.slow();
  const candidate = await makeCandidate(baseURL ?? "");
  const { project, model, live, next } = candidate;
  await world.signIn(candidate.both);
  await request(page, world, candidate);
  const address = page.url();

  for (const [approver, gate] of [
    ["alex.approver", "Gate shut:"],
    ["blair.approver", "Gate open."],
  ] as const) {
    await world.signIn(approver);
    await page.goto(address);
    await decide(page, world, "Approve", "Approve promotion to production", passwordOf(approver));
    await isTold(page, gate);
    // The page behind the record shows the new state already.
    await expect(
      page
        .locator("li")
        .filter({ hasText: /approved/ })
        .first(),
    ).toBeAttached();
    await close(page);
    await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeDisabled();
  }

  await world.signIn("olga.operator");
  await page.goto(address);
  await expect(page.getByText("The gate is open.")).toBeVisible();
  await decide(page, world, "Promote", "Promote to production", passwordOf("olga.operator"));
  await isTold(page, "Recorded.");
  await close(page);
  await expect(page.getByText(/^Carried out by Olga Operator on /)).toBeVisible();
  await expect(page.getByText(/^The gate was open then \(Default: Every promotion\)/)).toBeVisible();
  await expect(page.getByText("The gate is shut.")).toBeHidden();
  await world.isAccessible();

  await page.getByRole("button", { name: "Record its deployment", exact: true }).click();
  await dialog(page).getByLabel("Id of the new deployment").fill("D2");
  await dialog(page).getByLabel("Digest of the configuration").fill(sha256("config 2"));
  await dialog(page).getByLabel("Password", { exact: true }).fill(passwordOf("olga.operator"));
  await world.isAccessible();
  await dialog(page).getByRole("button", { name: "Deploy to production", exact: true }).click();
  await isTold(page, "Recorded.");
  await close(page);

  await page.goto(`/projects/${project}/models/${model}`);
  await expect(page.getByTestId("answer")).toContainText(`${next} has been live in production`);
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  const confirm = dialog(page).getByRole("button", { name: `Roll back to ${live}`, exact: true });
  await dialog(page).getByLabel("Id of the deployment that this makes").fill("D3");
  await expect(confirm).toBeDisabled();
  await dialog(page).getByLabel("Reason").fill("It ranks yesterday's news first.");
  await expect(confirm).toBeDisabled();
  await dialog(page).getByLabel("Password", { exact: true }).fill(passwordOf("olga.operator"));
  await world.isAccessible();
  await confirm.click();
  await isTold(page, "Recorded.");
  await close(page);
  await expect(page.getByTestId("answer")).toContainText(`by a rollback from ${next}`);
  await expect(page.getByText("Nobody approved the rollback itself")).toBeVisible();
  await world.isAccessible();

  for (const [action, actor, total] of [
    ["request_promotion", candidate.both.username, 1],
    ["approve", "alex.approver", 2],
    ["approve", "blair.approver", 2],
    ["promote", "olga.operator", 2],
    ["deploy", "olga.operator", 2],
    ["rollback", "olga.operator", 1],
  ] as const) {
    const done = await world.recorded({ action, actor, project, outcome: "done" });
    expect(done.total, `${action} by ${actor}`).toBe(total);
  }
});
