import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeKeyFile } from "../cli/caller-keys/key-file";
import { prove } from "../cli/caller-keys/prove";
import { signEvent } from "../cli/caller-keys/sign-event";
import { PublicKeys } from "../lib/contract/log";
import { RecordReply } from "../lib/contract/record";
import { expect, test } from "./world";

test("a scientist registers a key, an auditor sees the signature hold, and the key is revoked", async ({
  page,
  world,
}) => {
  const key = makeKeyFile(join(tmpdir(), `pedigree-e2e-${randomUUID()}.key`));
  await world.signIn("dana.scientist");
  const { origin: log } = PublicKeys.parse(await (await page.request.get("/api/v1/log/keys")).json());
  await page.goto("/settings");
  await page.getByRole("button", { name: "Register a key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Proof").fill("no proof");
  await expect(dialog.getByText("This is no proof.")).toBeVisible();
  await dialog.getByLabel("Proof").fill(JSON.stringify(prove({ log, account: "dana.scientist", key })));
  await expect(dialog.getByText("becomes one of")).toContainText("dana.scientist");
  await world.isAccessible();
  await dialog.getByRole("button", { name: "Register key" }).click();
  const row = page
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name: new RegExp(`Copy.*${key.keyid}`) }) });
  await expect(row.getByText("signs", { exact: true })).toBeVisible();

  const id = randomUUID();
  const event = {
    event_id: id,
    action: "record",
    timestamp: new Date().toISOString(),
    subject: { type: "report", id },
  };
  const { text } = signEvent({ text: JSON.stringify(event), line: 1 }, key, "sample");
  const sent = await world.send("/projects/sample/events", JSON.parse(text));
  const [receipt] = RecordReply.parse(await sent.json()).receipts;

  await row.getByRole("button", { name: "Revoke" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Revoke key" })).toBeDisabled();
  await question.getByLabel("Reason").fill("The laptop is replaced.");
  await world.isAccessible();
  await question.getByRole("button", { name: "Revoke key" }).click();
  await expect(row.getByText("revoked")).toBeVisible();

  await world.signIn("ada.auditor");
  await page.goto(`/audit/${receipt?.id}`);
  await expect(page.getByText("Signed by the caller, checked in this browser")).toBeVisible();
  await expect(page.getByRole("link", { name: "registered", exact: true })).toBeVisible();
  await world.isAccessible();
  for (const action of ["register_key", "revoke_key"]) {
    expect((await world.recorded({ actor: "dana.scientist", action })).total).toBeGreaterThan(0);
  }
});
