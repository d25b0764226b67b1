import { expect, test } from "./world";

test("an artifact that is not recorded is told as such, and that somebody asked is on record", async ({
  page,
  world,
}) => {
  await world.signIn("dana.scientist");
  const asked = { actor: "dana.scientist", project: "sample", outcome: "failed" };
  const before = (await world.recorded(asked)).total;
  await page.goto("/projects/sample/explore/prediction/P-nobody-knows");
  await expect(page.getByRole("heading", { name: "Nothing of that name is recorded" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Its record" })).toBeVisible();
  await world.isAccessible();
  expect((await world.recorded(asked)).total).toBeGreaterThan(before);
});

test("a server that does not answer is told as such, and asking again helps once it does", async ({ page, world }) => {
  await world.signIn("dana.scientist");
  await page.route("**/lineage?*", (route) => route.abort("connectionrefused"));
  await page.goto("/projects/sample/explore/prediction/P123");
  await expect(page.getByRole("heading", { name: "The server did not answer" })).toBeVisible();
  await world.isAccessible();
  await page.unroute("**/lineage?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("button", { name: /, P123,/ })).toBeVisible();

  const walks = await world.recorded({ action: "walk", actor: "dana.scientist", project: "sample", subject: "P123" });
  expect(walks.total).toBeGreaterThan(0);
});

test("a sign-in page whose server does not answer asks once, says so, and goes on when asked again", async ({
  page,
}) => {
  let asked = 0;
  await page.route("**/api/v1/session", (route) => {
    asked += 1;
    return route.abort("connectionrefused");
  });
  await page.goto("/signin");
  await expect(page.getByText("The server did not answer")).toBeVisible();
  await expect(page.getByLabel("User name", { exact: true })).toBeVisible();
  expect(asked).toBe(1);
  await page.unroute("**/api/v1/session");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("The server did not answer")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
});

test("when the session is over, the page says so, shows nothing, and comes back after signing in", async ({
  page,
  world,
}) => {
  await world.signIn("dana.scientist");
  await page.goto("/projects/sample/models");
  await expect(page.getByRole("link", { name: "churn", exact: true })).toBeVisible();
  const before = (await world.recorded({ action: "denied" })).total;
  await page.context().clearCookies();
  await page.getByRole("link", { name: /^Promotions/ }).click();
  await expect(page).toHaveURL(/\/signin\?next=/);
  await expect(page.getByText("Nobody is signed in here, or the session is over.")).toBeVisible();
  await expect(page.getByText("churn")).toHaveCount(0);
  await world.isAccessible();
  expect((await world.recorded({ action: "denied" })).total).toBeGreaterThan(before);
});
