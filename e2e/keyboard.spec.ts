import { expect, test } from "./world";

test("the palette finds an artifact by the keyboard alone, and the search is on record", async ({ page, world }) => {
  await world.signIn("dana.scientist");
  const before = (await world.recorded({ action: "search", actor: "dana.scientist" })).total;
  await page.goto("/projects/sample/models");
  await expect(page.getByRole("heading", { name: "Models" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Find" })).toBeVisible();
  await page.keyboard.type("P123");
  await expect(page.getByRole("menuitem", { name: "Search the record for P123" })).toBeVisible();
  await world.isAccessible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const found = page.getByRole("menuitem", { name: /^P123\b/ });
  await expect(found).toBeVisible();
  await world.isAccessible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/explore\/prediction\/P123/);

  expect((await world.recorded({ action: "search", actor: "dana.scientist" })).total).toBe(before + 1);
});

test("the explorer is walked by the keyboard alone: go, expand, open, close, collapse", async ({ page, world }) => {
  await world.signIn("dana.scientist");
  await page.goto("/projects/sample/explore/prediction/P123");
  const box = (name: string) => page.getByRole("button", { name: new RegExp(`, ${name},`) });
  await expect(box("P123")).toBeVisible();
  await page.getByRole("group", { name: /^Lineage of P123/ }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(box("P123")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(box("D45")).toBeFocused();
  await page.keyboard.press("e");
  await expect(box("churn:v2")).toBeVisible();
  await page.keyboard.press("Enter");
  const details = page.getByRole("complementary", { name: "Details of Deployment D45" });
  await expect(details.getByRole("tab", { name: "Overview" })).toBeVisible();
  await world.isAccessible();
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();
  await page.keyboard.press("c");
  await expect(box("churn:v2")).toBeHidden();

  const walks = await world.recorded({ action: "walk", actor: "dana.scientist", project: "sample", subject: "D45" });
  expect(walks.total).toBeGreaterThan(0);
  const views = await world.recorded({ action: "view", actor: "dana.scientist", project: "sample", subject: "D45" });
  expect(views.total).toBeGreaterThan(0);
});
