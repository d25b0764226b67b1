import type { Page } from "@playwright/test";
import { expect, test } from "./world";

const INCIDENT = "inc:2024-06-04-ctr";

const dialog = (page: Page) => page.getByRole("alertdialog");

/** Opens the question behind a button, fills in what it asks for, answers it, and reads the record. */
async function decide(page: Page, opens: string, answers: Record<string, string>, confirms: string): Promise<void> {
  await page.getByRole("button", { name: opens, exact: true }).first().click();
  for (const [label, text] of Object.entries(answers)) {
    await dialog(page).getByLabel(label, { exact: true }).fill(text);
  }
  await dialog(page).getByRole("button", { name: confirms, exact: true }).click();
  await expect(dialog(page).getByRole("status").filter({ hasText: "Recorded." })).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(dialog(page)).toBeHidden();
}

test("a compliance officer finds the cause of the sample's incident, corrects it and closes it, all of it on record", async ({
  page,
  world,
}) => {
  // Six decisions, each with its dialog and its record.
  test.slow();
  await world.signIn("casey.compliance");
  await page.goto("/projects/sample/incidents");
  await page
    .getByRole("row", { name: /Ctr drop/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByTestId("answer")).toContainText("A warning about the data DS:2024-06-01 was overridden");
  await expect(page.getByTestId("answer")).toContainText("C9c4d");
  await expect(page.getByRole("table", { name: "What changed" })).toContainText("C9c4d");
  await world.isAccessible();

  await decide(page, "Open the incident", { Title: "Click-through fell by 8 %" }, "Open the incident");
  await decide(page, "Accept as cause", { Reason: "Nobody looked at the shift." }, "Accept as cause");
  await expect(page.getByTestId("answer")).toContainText("accepted the cause");
  const action = { "What is done": "A drift warning needs a person’s approval." };
  await decide(page, "Record a corrective action", action, "Record the action");
  const policy = { "Id or SHA-256 of the policy": "a".repeat(64) };
  await decide(page, "Done", policy, "Record that it is done");

  const events = page.getByRole("listbox", { name: /Events around/ });
  await events.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await expect(events.getByRole("option", { selected: true })).toHaveCount(1);
  await world.isAccessible();

  await decide(page, "Close the incident", { Reason: "The policy is changed." }, "Close the incident");
  await expect(page.getByText("Closed", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a note" })).toBeHidden();

  for (const name of ["open_incident", "find_cause", "correct", "close_incident"]) {
    const { total } = await world.recorded({
      action: name,
      project: "sample",
      subject: INCIDENT,
      subjectType: "incident",
    });
    expect(total, name).toBe(name === "correct" ? 2 : 1);
  }
});
