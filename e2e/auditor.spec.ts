import { expect, test } from "./world";

const P123 = "/projects/sample/explore/prediction/P123?as=table";

test("an auditor walks P123 back to its data and forward again, and each step is on record", async ({
  page,
  world,
}) => {
  await world.signInByPage("ada.auditor");
  await page.goto(P123);
  await expect(page.getByRole("rowheader", { name: "P123", exact: true })).toBeVisible();
  for (const name of ["D45", "churn:v2", "R678"]) {
    await expect(page.getByRole("rowheader", { name, exact: true })).toBeVisible();
    const further = page.getByRole("button", { name: new RegExp(`^Expand \\d+ upstream of ${name}$`) });
    if (await further.isVisible()) {
      await further.click();
    }
  }
  await expect(page.getByRole("rowheader", { name: "DS:2024-05-15", exact: true })).toBeVisible();
  await world.isAccessible();

  // Whoever walks by the table stays in it.
  await page.getByRole("button", { name: /^Make .*D45 the focus$/ }).click();
  await expect(page).toHaveURL(/deployment\/D45\?.*as=table/);
  await page.getByRole("navigation", { name: "Focus history" }).getByRole("link", { name: "P123" }).click();
  await expect(page).toHaveURL(/prediction\/P123\?as=table$/);

  await page.goto("/projects/sample/explore/dataset_version/DS%3A2024-05-15?as=table");
  await expect(page.getByRole("rowheader", { name: "R678", exact: true })).toBeVisible();

  const walks = await world.recorded({ action: "walk", actor: "ada.auditor", project: "sample" });
  const subjects = walks.events.map(({ subject }) => subject?.id);
  expect(subjects).toContain("P123");
  expect(subjects).toContain("DS:2024-05-15");
});

test("the audit page shows what the auditor just looked at, with a link to the raw event", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.goto(P123);
  await expect(page.getByRole("rowheader", { name: "P123", exact: true })).toBeVisible();
  await page.goto("/audit");
  await expect(page.getByRole("link", { name: /P123/ }).first()).toBeVisible();
  await world.isAccessible();
});

test("the drawing opens on P123, and its deployment can be chosen in it", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/explore/prediction/P123");
  await expect(page.getByRole("button", { name: /D45/ }).first()).toBeVisible();
  await world.isAccessible();
});
