import { expect, test } from "./world";

test("an intruder without a session sees nothing, and the attempt is on record", async ({ page, request, world }) => {
  const before = (await world.recorded({ action: "denied" })).total;
  const reply = await request.get("/api/v1/projects/sample/artifacts/prediction/P123");
  expect(reply.status()).toBe(401);
  expect(await reply.text()).not.toContain("D45");
  await page.goto("/projects/sample/explore/prediction/P123");
  await expect(page).toHaveURL(/\/signin/);
  await world.isAccessible();
  expect((await world.recorded({ action: "denied" })).total).toBeGreaterThan(before);
});

test("a wrong password is refused with one message, and recorded", async ({ page, world }) => {
  await page.goto("/signin");
  await page.getByLabel("User name", { exact: true }).fill("ada.auditor");
  await page.getByLabel("Password", { exact: true }).fill("certainly not this one");
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
  await expect(page.getByRole("alert").filter({ hasText: "not signed in" })).toBeVisible();
  expect((await world.recorded({ action: "sign_in_failed" })).total).toBeGreaterThan(0);
});

test("a viewer who tries to decide is refused, and the attempt is on record", async ({ page, world }) => {
  await world.signIn("vera.viewer");
  await page.goto("/");
  const status = await page.evaluate(async () => {
    const reply = await fetch("/api/v1/projects/sample/promotion-requests", {
      method: "POST",
      headers: { "content-type": "application/json", "x-pedigree-csrf": "1" },
      body: JSON.stringify({ modelVersion: "churn:v2" }),
    });
    return reply.status;
  });
  expect(status).toBe(403);
  const denied = await world.recorded({ action: "denied", actor: "vera.viewer" });
  expect(denied.total).toBeGreaterThan(0);
});
