import { randomUUID } from "node:crypto";
import { expect, forget, test } from "./world";

const PROVIDER = "Example Organisation";

test("an administrator links an account to somebody at a provider, who signs in as it, and unlinks it", async ({
  page,
  world,
}) => {
  test.slow();
  test.skip(!process.env.PEDIGREE_SIGN_IN, "the app that runs already knows no provider of these tests");
  const suffix = randomUUID().slice(0, 8);
  const [username, member, displayName] = [`linked-${suffix}`, `approvers-${suffix}`, `Lin Linked ${suffix}`];
  await world.signIn("root.admin");
  const made = await world.send("/accounts", { username, displayName, kind: "user", roles: ["viewer"] });
  expect(made.status()).toBe(201);

  await page.goto("/access");
  await page.getByRole("link", { name: "Sign-in at providers" }).click();
  await page.getByRole("button", { name: "Link an account" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: /^Account|Account$/ }).click();
  await page.getByRole("option", { name: displayName }).click();
  await dialog.getByLabel("Subject").fill(member);
  await world.isAccessible();
  await dialog.getByRole("button", { name: "Link", exact: true }).click();
  const row = page.getByRole("table", { name: "Linked accounts" }).getByRole("row").filter({ hasText: displayName });
  await expect(row).toContainText(PROVIDER);
  await expect(row).toContainText("the only way in");
  await world.isAccessible();

  await forget(page);
  await page.goto("/signin");
  await page.getByRole("button", { name: `Sign in with ${PROVIDER}` }).click();
  await page.getByLabel("Member").fill(member);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByText(`${displayName} (${username})`)).toBeVisible();

  await world.signIn("root.admin");
  await page.goto("/access/identities");
  await row.getByRole("button", { name: "Unlink" }).click();
  const confirm = dialog.getByRole("button", { name: "Unlink", exact: true });
  await expect(confirm).toBeDisabled();
  await dialog.getByText("Take it all the same").click();
  await confirm.click();
  await expect(row).toHaveCount(0);
  const told = await world.recorded({ actor: "root.admin", action: "revoke_access", outcome: "done" });
  expect(told.total).toBeGreaterThan(0);
});
