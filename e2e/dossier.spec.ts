import { readFileSync } from "node:fs";
import { expect, test } from "./world";

test("a compliance officer takes the dossier of a model version away, and that they did is on record with its digest", async ({
  page,
  world,
}) => {
  await world.signIn("casey.compliance");
  await page.goto("/projects/sample/explore/model_version/churn%3Av2");
  await page.getByRole("button", { name: /^focus, model version, churn:v2/ }).click();
  const part = page.getByRole("region", { name: "Take it away" });
  const coming = page.waitForEvent("download");
  await part.getByRole("button", { name: "Dossier (PDF)" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe("dossier-churn-v2.pdf");
  const bytes = readFileSync(await download.path());
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("%PDF-1.7");
  expect(bytes.includes("evidence.zip")).toBe(true);
  expect(bytes.includes("/SubFilter /ETSI.CAdES.detached")).toBe(true);
  const { events } = await world.recorded({ project: "sample", action: "export", subject: "churn:v2" });
  expect(events[0]).toMatchObject({ outcome: "done", subject: { type: "model_version", id: "churn:v2" } });
  await world.isAccessible();
});

test("an auditor takes away all that happened in a time, and that they did is on record", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.goto("/audit?project=sample");
  await page.getByRole("button", { name: "Take away …" }).click();
  const dialog = page.getByRole("dialog", { name: "Take away a time" });
  await dialog.getByLabel(/^Recorded from/).fill("2024-01-01 00:00");
  await dialog.getByLabel(/^Recorded before/).fill("2100-01-01 00:00");
  await world.isAccessible();
  const coming = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Evidence (zip)" }).click();
  expect((await coming).suggestedFilename()).toMatch(/^dossier-sample-.*\.zip$/);
  const { events } = await world.recorded({ project: "sample", action: "export" });
  expect(events[0]).toMatchObject({ outcome: "done", subject: null });
});
