import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { still, walkToTheData } from "./drawing";
import { expect, test } from "./world";

const IMAGES = join(import.meta.dirname, "..", "docs", "images");
/** A clone should stay small. */
const MAX_BYTES = 300_000;

/** Keeps the page as it looks once nothing moves on it any more. */
async function picture(page: Page, name: string): Promise<void> {
  const last = await still(page);
  expect(last.length, `${name}.png is small enough to be kept`).toBeLessThan(MAX_BYTES);
  writeFileSync(join(IMAGES, `${name}.png`), last);
}

for (const theme of ["light", "dark"] as const) {
  test(`the explorer on P123, ${theme}`, async ({ page, world }) => {
    await page.emulateMedia({ colorScheme: theme });
    await world.signIn("ada.auditor");
    await walkToTheData(page);
    await picture(page, `explorer-${theme}`);
  });
}

test("the audit page", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/explore/prediction/P123");
  await expect(page.getByRole("button", { name: /, P123,/ })).toBeVisible();
  await page.goto("/audit");
  await expect(page.getByRole("link", { name: /P123/ }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Live", exact: true })).toBeVisible();
  await picture(page, "audit");
});

test("a promotion request", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/promotions");
  await page
    .getByRole("row", { name: /churn:v2/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /asked to promote/ })).toBeVisible();
  await picture(page, "promotion");
});

test("what is live of a model", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/models/churn");
  await expect(page.getByTestId("answer")).toBeVisible();
  await picture(page, "model");
});
