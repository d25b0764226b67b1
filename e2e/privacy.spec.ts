import { randomUUID } from "node:crypto";
import { expect, passwordOf, test } from "./world";

const OFFICER = "casey.compliance";

test("an officer sees what is kept of a person, is stopped by a hold, releases it, and has the person erased", async ({
  page,
  world,
}) => {
  const username = `gone-${randomUUID().slice(0, 8)}`;
  const password = `turquoise-${randomUUID()}`;
  await world.signIn("root.admin");
  await world.send("/accounts", { username, displayName: "Gone Tomorrow", kind: "user", roles: ["viewer"], password });
  await world.signIn(OFFICER);
  await page.goto("/privacy");
  await page.getByLabel("User name or pseudonym").fill(username);
  await page.getByRole("button", { name: "Show what is kept" }).click();
  await expect(page.getByText("Gone Tomorrow")).toBeVisible();
  await expect(page.getByRole("region", { name: "What goes" })).toContainText("their key");

  await page.getByRole("button", { name: "Put a hold" }).click();
  const hold = page.getByRole("alertdialog");
  await hold.getByLabel("User name or pseudonym").fill(username);
  await hold.getByLabel("Reason").fill("A lawsuit.");
  await hold.getByLabel("Password").fill(passwordOf(OFFICER));
  await hold.getByRole("button", { name: "Put on hold" }).click();
  await expect(page.getByRole("table", { name: "Legal holds" })).toContainText("Gone Tomorrow");
  await expect(page.getByRole("status").filter({ hasText: "Not now" })).toContainText("A legal hold is on the person");

  await page
    .getByRole("row", { name: /Gone Tomorrow/ })
    .getByRole("button", { name: "Release" })
    .click();
  const release = page.getByRole("alertdialog");
  await release.getByLabel("Reason").fill("It is over.");
  await release.getByLabel("Password").fill(passwordOf(OFFICER));
  await release.getByRole("button", { name: "Release" }).click();
  await expect(page.getByText("Nothing is held.")).toBeVisible();

  await page.getByRole("button", { name: "Erase …" }).click();
  const erase = page.getByRole("alertdialog");
  await erase.getByLabel("Reason").fill("Request 14 of this year.");
  await erase.getByLabel("Password").fill(passwordOf(OFFICER));
  await world.isAccessible();
  await erase.getByRole("button", { name: "Erase this person" }).click();
  await expect(page.getByRole("table", { name: "Erasures" }).getByRole("row")).not.toHaveCount(1);
  await world.isAccessible();
  await expect(page.getByText("Gone Tomorrow")).toHaveCount(0);
  const told = await world.recorded({ actor: OFFICER, action: "request_erasure" });
  expect(told.events.map(({ outcome }) => outcome)).toContain("done");
});
