import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { ActReply } from "../lib/contract/promotion";
import { type Candidate, makeCandidate } from "./candidate";
import { expect, forget, test, type World } from "./world";

const PROVIDER = "Example Organisation";

/** Fills in the form of the provider, which knows whoever may do what their name begins with. */
async function showWhoIam(page: Page, member: string): Promise<void> {
  await page.getByLabel("Member").fill(member);
  await page.getByRole("button", { name: "Go on" }).click();
}

/** Ends the session that the browser has at the provider, by the provider's own page. */
async function signOutAtProvider(page: Page, issuer: string): Promise<void> {
  await page.goto(`${issuer}/session/end`);
  await page.getByRole("button", { name: /^Yes/ }).click();
  await expect(page.getByRole("heading", { name: "Sign-out Success" })).toBeVisible();
}

/** Whoever is signed in asks for the promotion of the candidate's next version. */
async function ask(world: World, { project, next }: Candidate): Promise<string> {
  const reply = await world.send(`/projects/${project}/promotion-requests`, { modelVersion: next });
  return ActReply.parse(await reply.json()).made?.id ?? "";
}

test("somebody signs in at their organisation's provider, and shows themself there anew to sign", async ({
  page,
  world,
  baseURL,
}) => {
  // Three sign-ins, two of them at another server.
  test.slow();
  test.skip(!process.env.PEDIGREE_SIGN_IN, "the app that runs already knows no provider of these tests");
  const candidate = await makeCandidate(baseURL ?? "");
  const { project } = candidate;
  await world.signIn(candidate.both);
  const id = await ask(world, candidate);
  await forget(page);
  const member = `approvers-${randomBytes(5).toString("hex")}`;
  await page.goto(`/signin?next=${encodeURIComponent(`/projects/${project}/promotions/${id}`)}`);
  await world.isAccessible();
  await page.getByRole("button", { name: `Sign in with ${PROVIDER}` }).click();
  await showWhoIam(page, member);
  await expect(page.getByRole("heading", { name: /asked to promote/ })).toBeVisible();
  expect(page.url()).not.toContain("code=");

  await page.getByRole("button", { name: "Approve", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel(/Comment/).fill("Looked at it.");
  await world.isAccessible();
  const [tab] = await Promise.all([page.waitForEvent("popup"), dialog.getByRole("link", { name: PROVIDER }).click()]);
  await showWhoIam(tab, member);
  await expect(dialog.getByText(`You showed ${PROVIDER} who you are`)).toBeVisible();
  await expect(dialog.getByLabel(/Comment/)).toHaveValue("Looked at it.");
  await dialog.getByRole("button", { name: "Approve promotion to production", exact: true }).click();
  await expect(dialog.getByRole("status").first()).toBeVisible();
  expect((await world.recorded({ action: "approve", outcome: "done", project })).total).toBe(3);
});

test("whoever signs out at their organisation's provider is signed out here, on record", async ({ page, world }) => {
  test.skip(!process.env.PEDIGREE_SIGN_IN, "the app that runs already knows no provider of these tests");
  await page.goto("/signin");
  await page.getByRole("button", { name: `Sign in with ${PROVIDER}` }).click();
  await expect(page.getByLabel("Member")).toBeVisible();
  const issuer = new URL(page.url()).origin;
  await showWhoIam(page, `viewers-${randomBytes(5).toString("hex")}`);
  await expect(page.getByRole("button", { name: /Pat Provider/ })).toBeVisible();
  const before = (await world.recorded({ action: "end_sessions", outcome: "done" })).total;

  await signOutAtProvider(page, issuer);
  await page.goto("/models");
  await expect(page.getByRole("button", { name: `Sign in with ${PROVIDER}` })).toBeVisible();
  expect((await world.recorded({ action: "end_sessions", outcome: "done" })).total).toBe(before + 1);
});
