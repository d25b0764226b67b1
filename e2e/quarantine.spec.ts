import { randomUUID } from "node:crypto";
import { datasetEvent } from "../lib/ledger/dataset-event.testing";
import { expect, passwordOf, test, type World } from "./world";

const OFFICER = "casey.compliance";
const EMAIL = "ana.bauer@posteo.de";

/** Asks as the page would, under its session. */
async function send(world: World, path: string, data: object): Promise<number> {
  return (await world.send(path, data)).status();
}

const event = (note: string) => datasetEvent({ note });

test("an officer finds what waits in quarantine, looks at it, has one recorded redacted and one discarded", async ({
  page,
  world,
}) => {
  const project = `held-${randomUUID().slice(0, 8)}`;
  await world.signIn("root.admin");
  expect(await send(world, "/projects", { id: project })).toBe(201);
  await world.signIn(OFFICER);
  const treatment = { permanent: "quarantine", encrypted: "quarantine", reason: "Nobody decided yet." };
  expect(await send(world, `/projects/${project}/personal-data`, treatment)).toBe(204);
  await world.signIn("dana.scientist");
  expect(await send(world, `/projects/${project}/events`, [event(`ask ${EMAIL}`), event("nothing")])).toBe(202);
  expect(await send(world, `/projects/${project}/events`, event(`tell ${EMAIL}`))).toBe(202);

  await world.signIn(OFFICER);
  await page.goto("/privacy");
  await expect(page.getByRole("link", { name: /^Privacy \d+ in quarantine$/ })).toBeVisible();
  await expect(page.getByText(/wait; the first goes by itself on/)).toBeVisible();
  await page.getByRole("link", { name: "Events in quarantine" }).click();
  const rows = page.getByRole("table", { name: "Events in quarantine" }).getByRole("row").filter({ hasText: project });
  await expect(rows).toHaveCount(2);
  await expect(page.getByText(EMAIL)).toHaveCount(0);
  await expect(rows.first()).toContainText("email/metadata/*");
  await world.isAccessible();
  const act = (await rows.first().getByRole("link", { name: "record" }).getAttribute("href")) ?? "";

  await rows.first().getByRole("button", { name: "Decide" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("/metadata/note")).toBeVisible();
  await expect(dialog.getByText(EMAIL)).toHaveCount(0);
  await dialog.getByRole("button", { name: "Show what they say" }).click();
  await expect(dialog.getByText(`ask ${EMAIL}`)).toBeVisible();
  await dialog.getByLabel("Reason").fill("The address is not needed.");
  await dialog.getByLabel("Password").fill("not my password, by any means");
  await dialog.getByRole("button", { name: "Release redacted", exact: true }).click();
  const refusal = dialog.getByRole("alert");
  await expect(refusal).toBeInViewport({ ratio: 1 });
  await expect(refusal).toBeFocused();
  await dialog.getByLabel("Password").fill(passwordOf(OFFICER));
  await world.isAccessible();
  await dialog.getByRole("button", { name: "Release redacted", exact: true }).click();
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole("columnheader", { name: "Act", exact: true })).toBeVisible();

  await rows.first().getByRole("button", { name: "Decide" }).click();
  await dialog.getByRole("button", { name: /What becomes of them/ }).click();
  await page.getByRole("option", { name: "Discard" }).click();
  await expect(dialog.getByText("Their key is destroyed")).toBeVisible();
  await dialog.getByLabel("Reason").fill("Sent by mistake.");
  await dialog.getByLabel("Password").fill(passwordOf(OFFICER));
  await dialog.getByRole("button", { name: "Discard for good" }).click();
  await expect(rows).toHaveCount(0);

  await page.goto(`/audit?project=${project}&action=refuse`);
  const refused = page.getByRole("row").filter({ hasText: "is not yours" });
  await expect(refused.getByRole("link", { name: `event ${act.replace("/audit/", "")}` })).toBeVisible();
  await page.goto(act);
  const became = page.getByRole("region", { name: "What became of the events" });
  await expect(became).toContainText("released events from quarantine");
  await expect(became).not.toContainText("go by themselves");
  await became.getByRole("link", { name: "the decision" }).click();
  await expect(page.getByRole("heading", { name: /released events from quarantine/ })).toBeVisible();

  const told = async (action: string) => (await world.recorded({ project, action })).events.map((each) => each.outcome);
  expect(await told("quarantine")).toEqual(["done", "done"]);
  expect(await told("release_quarantined")).toEqual(["done"]);
  expect(await told("discard_quarantined")).toEqual(["done"]);
  expect(await told("record")).toEqual(["done", "done"]);
});
