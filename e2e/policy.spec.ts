import type { Page } from "@playwright/test";
import { makeCandidate } from "./candidate";
import { expect, passwordOf, test } from "./world";

const dialog = (page: Page) => page.getByRole("alertdialog");

/** The end of the lesson's second example: a drift warning forces people to look. */
const CAREFUL = {
  v: 1,
  name: "Drift is looked at",
  rules: [
    {
      name: "production",
      approvals: { people: 1 },
      attestations: [{ claim: "tests" }, { claim: "drift", results: ["passed", "warned"] }],
      warnings: { kinds: ["drift"], people: 1 },
      override: { roles: ["operator", "compliance_officer"], people: 2, hours: 1 },
    },
  ],
};

test("a compliance officer tries a policy on the past and puts it in force; it takes two people to set it aside", async ({
  page,
  world,
  baseURL,
}) => {
  test.slow();
  const { project, next } = await makeCandidate(baseURL ?? "");
  await world.signIn("casey.compliance");
  await page.goto(`/projects/${project}/policies`);
  await expect(page.getByText("holds where nothing was published")).toBeVisible();
  await world.isAccessible();
  await page.getByRole("button", { name: "Publish another policy", exact: true }).click();
  const box = dialog(page).getByLabel("Policy (JSON)");
  await box.fill("{");
  await expect(dialog(page).getByRole("button", { name: "Put it in force" })).toBeDisabled();
  await box.fill(JSON.stringify(CAREFUL, null, 2));
  await dialog(page)
    .getByRole("button", { name: /^Which of last year/ })
    .click();
  await expect(dialog(page).getByRole("status")).toContainText("1 of 1 promotions would have been refused");
  await expect(dialog(page).getByText("attestation_missing")).toBeVisible();
  await world.isAccessible();
  await dialog(page).getByLabel("Reason").fill("The incident of 6 June.");
  await dialog(page).getByLabel("Password", { exact: true }).fill(passwordOf("casey.compliance"));
  await dialog(page).getByRole("button", { name: "Put it in force" }).click();
  await expect(dialog(page).getByRole("status").filter({ hasText: "Recorded." })).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(page.getByRole("link", { name: CAREFUL.name })).toBeVisible();

  await world.signIn("dana.scientist");
  await page.goto(`/projects/${project}/promotions`);
  await page.getByRole("button", { name: "Request a promotion", exact: true }).click();
  await dialog(page).getByLabel("Model version", { exact: true }).fill(next);
  await dialog(page).getByRole("button", { name: "Request promotion to production", exact: true }).click();
  await expect(dialog(page).getByRole("status").filter({ hasText: "Recorded." })).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await page.getByRole("row").filter({ hasText: next }).getByRole("link").first().click();
  const wants = page.getByRole("list", { name: "What the gate wants" });
  await expect(wants.getByRole("listitem").filter({ hasText: "drift attestation" }).first()).toContainText("not met");
  const address = page.url();

  for (const [who, gate] of [
    ["casey.compliance", "Gate shut:"],
    ["olga.operator", "Gate open."],
  ] as const) {
    await world.signIn(who);
    await page.goto(address);
    await page.getByRole("button", { name: "Override", exact: true }).click();
    await dialog(page).getByLabel("Justification").fill("Customers cannot be served until it is out.");
    await dialog(page).getByLabel("Password", { exact: true }).fill(passwordOf(who));
    await world.isAccessible();
    await dialog(page).getByRole("button", { name: "Override for 1 h", exact: true }).click();
    await expect(dialog(page).getByRole("status").filter({ hasText: gate })).toBeVisible();
    await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  }
  await expect(wants.getByRole("listitem").filter({ hasText: "drift attestation" }).first()).toContainText(
    "overridden",
  );
  await page.goto(`/projects/${project}/production`);
  await expect(page.getByTestId("fairness")).toContainText("0 of the 1 model shown underwent a fairness evaluation");
  await world.isAccessible();
  for (const [action, total] of [
    ["publish_policy", 1],
    ["override", 2],
  ] as const) {
    expect((await world.recorded({ action, project, outcome: "done" })).total, action).toBe(total);
  }
});
