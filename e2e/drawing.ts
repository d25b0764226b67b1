import type { Locator, Page } from "@playwright/test";
import { expect } from "./world";

/** How something looks once nothing moves on it any more: two pictures in a row are equal. */
export async function still(of: Page | Locator): Promise<Buffer> {
  let last: Buffer = Buffer.alloc(0);
  await expect
    .poll(async () => {
      const before = last;
      last = await of.screenshot({ caret: "hide" });
      return last.equals(before);
    })
    .toBe(true);
  return last;
}

/** Opens the drawing of P123, walks from it to its data, and has all of that in view. */
export async function walkToTheData(page: Page): Promise<void> {
  await page.goto("/projects/sample/explore/prediction/P123");
  for (const name of ["D45", "churn:v2", "R678"]) {
    await expect(page.getByRole("button", { name: new RegExp(`, ${name},`) })).toBeVisible();
    const further = page.getByRole("button", { name: new RegExp(`^Expand \\d+ upstream of ${name}$`) });
    if (await further.isVisible()) {
      await further.click();
    }
  }
  await expect(page.getByRole("button", { name: /, DS:2024-05-15,/ })).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.mouse.move(0, 0);
}
