import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { ActReply } from "../lib/contract/promotion";
import { type Candidate, makeCandidate } from "./candidate";
import { expect, forget, test, type World } from "./world";

/** An authenticator in this browser, whose owner is always there; Chromium's own, driven over its tools' protocol. */
async function plugIn(page: Page): Promise<void> {
  const tools = await page.context().newCDPSession(page);
  await tools.send("WebAuthn.enable");
  await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** From now on the browser is one that offers no passkeys where a name is typed. */
async function withoutOffers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // An empty page, on which one stands between two people, knows no passkeys.
    if (isSecureContext) {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    }
  });
}

/** Whoever is signed in asks for the promotion of the candidate's next version. */
async function ask(world: World, { project, next }: Candidate): Promise<string> {
  const reply = await world.send(`/projects/${project}/promotion-requests`, { modelVersion: next });
  return ActReply.parse(await reply.json()).made?.id ?? "";
}

/** Chooses a password of one's own: one that an administrator chose registers and signs nothing. */
async function choosePassword(page: Page, current: string): Promise<string> {
  const next = randomBytes(15).toString("base64url");
  await page.goto("/settings");
  await page.getByLabel("Current password").fill(current);
  await page.getByLabel("New password").fill(next);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  return next;
}

test("somebody registers a passkey, signs in and approves by it without a password, and removes it", async ({
  page,
  world,
  baseURL,
}) => {
  test.slow();
  const candidate = await makeCandidate(baseURL ?? "");
  const { project, both } = candidate;
  await world.signIn("dana.scientist");
  const id = await ask(world, candidate);
  await world.signIn(both);
  const password = await choosePassword(page, both.password);

  await plugIn(page);
  await page.getByRole("button", { name: "Register a passkey" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name of the passkey").fill("Work laptop");
  await form.getByLabel("Password", { exact: true }).fill("not the password");
  await form.getByRole("button", { name: "Register passkey" }).click();
  await expect(form.getByText("The password beside your signature is not yours")).toBeVisible();
  await form.getByLabel("Password", { exact: true }).fill(password);
  await world.isAccessible();
  await form.getByRole("button", { name: "Register passkey" }).click();
  const row = page.getByRole("row").filter({ hasText: "Work laptop" });
  await expect(row).toContainText("never");
  await world.isAccessible();

  await forget(page);
  const there = `/signin?next=${encodeURIComponent(`/projects/${project}/promotions/${id}`)}`;
  const asked = page.getByRole("heading", { name: /asked to promote/ });
  // The browser offers the passkey in the box for the name, and this authenticator takes it at once.
  await page.goto(there);
  await expect(asked).toBeVisible();
  await withoutOffers(page);
  await forget(page);
  await page.goto(there);
  // When the providers have come the button for passwords steps back, which takes a moment.
  await expect(page.getByText("Or with the password of an account here")).toBeVisible();
  await world.isAccessible();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(asked).toBeVisible();

  await page.getByRole("button", { name: "Approve", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("Your browser asks for your passkey")).toBeVisible();
  await expect(dialog.getByLabel("Password")).toHaveCount(0);
  await dialog.getByLabel(/Comment/).fill("Looked at it.");
  await world.isAccessible();
  await dialog.getByRole("button", { name: "Approve promotion to production", exact: true }).click();
  await expect(dialog.getByRole("status").first()).toBeVisible();

  await page.goto("/settings");
  await expect(row).not.toContainText("never");
  await row.getByRole("button", { name: "Remove" }).click();
  const question = page.getByRole("alertdialog");
  await world.isAccessible();
  await question.getByRole("button", { name: "Remove passkey" }).click();
  await expect(row).toHaveCount(0);
  await forget(page);
  await page.goto("/signin");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("The passkey was not accepted")).toBeVisible();

  expect((await world.recorded({ action: "approve", outcome: "done", project })).total).toBe(3);
  const actor = both.username;
  for (const [action, outcome, total] of [
    ["grant_access", "refused", 1],
    ["grant_access", "done", 2],
    ["revoke_access", "done", 1],
    // With the password, twice with the passkey, and to sign the approval and the removal.
    ["sign_in", "done", 5],
  ] as const) {
    expect((await world.recorded({ actor, action, outcome })).total, `${action} ${outcome}`).toBe(total);
  }
});
