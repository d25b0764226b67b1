import { randomUUID } from "node:crypto";
import { expect, test } from "./world";

test("an officer whose password somebody else chose is told before they fill anything in, and changes it", async ({
  page,
  world,
}) => {
  const username = `new-${randomUUID().slice(0, 8)}`;
  const [first, own] = [`first-${randomUUID()}`, `own-${randomUUID()}`];
  await world.signIn("root.admin");
  const officer = {
    username,
    displayName: "New Officer",
    kind: "user",
    roles: ["compliance_officer"],
    password: first,
  };
  const made = await world.send("/accounts", officer);
  expect(made.status()).toBe(201);
  await world.signIn({ username, password: first });
  await page.goto("/privacy");
  await page.getByRole("button", { name: "Put a hold" }).click();
  const told = page.getByRole("alertdialog").getByRole("note");
  await expect(told).toContainText("You cannot sign this yet");
  await expect(page.getByRole("alertdialog").getByLabel("Password")).toHaveCount(0);
  await world.isAccessible();
  await told.getByRole("link", { name: "Choose your own password" }).click();

  await page.getByLabel("Current password").fill(first);
  await page.getByLabel("New password").fill(own);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await page.goto("/privacy");
  await page.getByRole("button", { name: "Put a hold" }).click();
  await expect(page.getByRole("alertdialog").getByLabel("Reason")).toBeVisible();
  await expect(page.getByRole("alertdialog").getByRole("note")).toHaveCount(0);
});

test("on a narrow screen every button of the audit page is there, and the header says as of when it speaks", async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await world.signIn("ada.auditor");
  await page.goto("/audit");
  await expect(page.getByRole("link", { name: "sign in", exact: true }).first()).toBeVisible();
  for (const name of ["Columns", "Take away …"]) {
    await expect(page.getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
  }
  const header = page.getByRole("banner");
  await expect(header.getByText(/log position/)).toBeInViewport({ ratio: 1 });
  const cut = await header.evaluate((box) =>
    [...box.querySelectorAll("*")]
      .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1)
      .map((each) => each.outerHTML),
  );
  expect(cut).toEqual([]);
});

test("on a narrow screen the table of a lineage takes the focus along, and no id runs out of its card", async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/explore/deployment/D45?as=table");
  const cards = page.getByRole("table", { name: "Lineage as a table" });
  const id = cards.getByText(/^pr:/).first();
  await expect(id).toBeVisible();
  const right = await id.evaluate((text) => Math.max(...[...text.getClientRects()].map((line) => line.right)));
  expect(right).toBeLessThanOrEqual(390);
  await cards.getByRole("button", { name: "Make churn:v2 the focus" }).click();
  await expect(page).toHaveURL(/\/explore\/model_version\/churn%3Av2\?.*as=table/);
  await expect(cards.getByRole("button", { name: "Make D45 the focus" })).toBeVisible();
});
