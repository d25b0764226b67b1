import { expect, test } from "./world";

test("a data scientist sees from what the model in production was made", async ({ page, world }) => {
  await world.signIn("dana.scientist");
  await page.goto("/projects/sample/models/churn");
  await expect(page.getByText("churn:v2").first()).toBeVisible();
  await expect(page.getByText("DS:2024-05-15").first()).toBeVisible();
  await expect(page.getByText("C1a2b").first()).toBeVisible();
  await world.isAccessible();

  const views = await world.recorded({ actor: "dana.scientist", project: "sample", subject: "churn" });
  expect(views.events.some(({ action, outcome }) => action === "view" && outcome === "done")).toBe(true);
});

test("models, promotions and search can be read by everybody who may, and by screen readers", async ({
  page,
  world,
}) => {
  await world.signIn("alex.approver");
  for (const path of ["/", "/projects/sample/models", "/projects/sample/promotions", "/settings"]) {
    await page.goto(path);
    await expect(page.getByRole("heading").first()).toBeVisible();
    await world.isAccessible();
  }
});
