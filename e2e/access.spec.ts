import { randomBytes } from "node:crypto";
import { address } from "../cli/sample/door";
import { ensureSimulation, personas } from "../cli/sample/personas";
import { expect, sampleAccounts, test } from "./world";

/** Somebody who holds no role at all yet, and a project that is not theirs. */
async function guest(baseUrl: string) {
  const username = `guest-${randomBytes(3).toString("hex")}`;
  const password = `own-${randomBytes(9).toString("hex")}`;
  const other = `other-${randomBytes(3).toString("hex")}`;
  const people = personas(address(baseUrl), "sample", sampleAccounts());
  try {
    const admin = await people.administrator();
    await admin.send("POST", ["accounts"], { username, displayName: "Gus Guest", kind: "user", roles: [], password });
    await ensureSimulation(admin, other);
  } finally {
    await people.leave();
  }
  return { username, password, other };
}

test("a guest auditor is given one project, sees that one alone, and somebody reviews it", async ({
  page,
  world,
  baseURL,
}) => {
  const { username, password, other } = await guest(baseURL ?? "");
  await world.signIn("root.admin");
  await page.goto("/access");
  await expect(page.getByTestId("answer")).toContainText("accounts hold");
  await page.getByRole("button", { name: "Give a role" }).click();
  const dialog = page.getByRole("dialog", { name: "Give a role" });
  const choose = async (label: string, option: string) => {
    await dialog.getByRole("button", { name: new RegExp(`${label}$`) }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };
  await choose("To", `Gus Guest (${username})`);
  await choose("Role", "auditor");
  await choose("In", "sample");
  await dialog.getByLabel("Ends after days").fill("30");
  await dialog.getByRole("button", { name: "Give the role" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Gus Guest" })).toContainText("auditor");
  await world.isAccessible();

  await world.signIn({ username, password });
  await page.goto("/projects/sample/models");
  await expect(page.getByRole("link", { name: "churn", exact: true }).first()).toBeVisible();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Audit" }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("Gus Guest");
  const whole = await page.request.get("/api/v1/audit");
  expect(whole.status()).toBe(403);
  await page.goto(`/projects/${other}/models`);
  await expect(page.getByText("You may not see this").first()).toBeVisible();

  await world.signIn("casey.compliance");
  await page.goto("/access?project=sample");
  await page.getByRole("row").filter({ hasText: "Gus Guest" }).getByText("auditor", { exact: true }).click();
  await page.getByRole("button", { name: "It is still needed" }).click();
  await expect(page.getByText("Confirmed that it is needed")).toBeVisible();
  expect((await world.recorded({ action: "confirm_access" })).total).toBeGreaterThan(0);
  expect((await world.recorded({ action: "denied", actor: username })).total).toBeGreaterThan(0);
});
