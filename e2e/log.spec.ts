import { expect, test } from "./world";

test("an event's proof is checked in the auditor's browser when its page opens, and the check is on record", async ({
  page,
  world,
}) => {
  await world.signIn("ada.auditor");
  const before = (await world.recorded({ action: "verify", actor: "ada.auditor" })).total;
  await page.goto("/audit?project=sample&action=approve");
  await page.getByRole("row").getByRole("link", { name: "approve", exact: true }).first().click();
  const proof = page.getByRole("region", { name: "Proof" });
  await expect(proof.getByText(/^The recorder signed it, and it is entry [\d,]+ of the [\d,]+ that/)).toBeVisible();
  await expect(proof.getByText("Valid", { exact: true })).toBeVisible();
  await proof.getByText("What was checked, in this browser").click();
  await expect(proof.getByText("What this page shows is what the note says: holds")).toBeVisible();
  await expect(proof.getByRole("button", { name: "Download .tlog-proof" })).toBeVisible();
  await world.isAccessible();
  expect((await world.recorded({ action: "verify", actor: "ada.auditor" })).total).toBeGreaterThan(before);
});

test("a note whose text was changed on the way is found invalid in the browser", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.route("**/api/v1/audit/*/proof?*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('\\"done\\"', '\\"lost\\"') });
  });
  await page.goto("/audit?project=sample&action=approve");
  await page.getByRole("row").getByRole("link", { name: "approve", exact: true }).first().click();
  const told = page.getByRole("alert").filter({ hasText: "Invalid" });
  await expect(told).toContainText("the signature does not match the text");
  await world.isAccessible();
});

test("an artifact's proof is checked when somebody asks for it, and only then", async ({ page, world }) => {
  await world.signIn("vera.viewer");
  const asked = { action: "verify", actor: "vera.viewer", project: "sample", subject: "churn:v2" };
  const before = (await world.recorded(asked)).total;
  await page.goto("/projects/sample/models?inspect=sample/model_version/churn:v2");
  const proof = page.getByRole("region", { name: "Proof" });
  await expect(proof.getByText("The check is recorded.")).toBeVisible();
  expect((await world.recorded(asked)).total).toBe(before);
  await proof.getByRole("button", { name: "Check the proof" }).click();
  await expect(proof.getByText("Valid", { exact: true })).toBeVisible();
  expect((await world.recorded(asked)).total).toBe(before + 1);
});

test("the log's page answers, and its checkpoint is checked in the browser", async ({ page, world }) => {
  await world.signInByPage("ada.auditor");
  await page.getByRole("link", { name: "Log", exact: true }).click();
  await expect(page.getByTestId("answer")).toHaveText(/^The log holds [\d,]+ events, /);
  const published = page.getByRole("region", { name: "Published checkpoint" });
  await expect(published.getByText(/^A pinned key of the log signed the root of [\d,]+ entries\.$/)).toBeVisible();
  await expect(async () => {
    await page.getByRole("button", { name: "Read anew" }).click();
    await expect(published.getByText("The log only grew since this browser looked last: holds")).toBeAttached({
      timeout: 2_000,
    });
  }).toPass();
  await page.getByRole("button", { name: "Replace the pinned keys …" }).click();
  await expect(page.getByRole("alertdialog").getByText("They are the same")).toBeVisible();
  await world.isAccessible();
  expect((await world.recorded({ action: "view", actor: "ada.auditor" })).total).toBeGreaterThan(0);
});
