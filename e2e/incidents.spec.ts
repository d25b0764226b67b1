import type { Page } from "@playwright/test";
import { z } from "zod";
import { expect, test } from "./world";

const CAREFUL = "churn, and a person where data has drifted";

/** What the sample's story decided about promotions, and nothing else in its project. */
const RECORDED = [
  ["publish_policy", "done", 2],
  ["override", "done", 2],
  ["promote", "done", 4],
  ["promote", "refused", 2],
  ["rollback", "done", 1],
] as const;

const dialog = (page: Page) => page.getByRole("alertdialog");

/** Opens the question behind a button, fills in what it asks for, answers it, and reads the record. */
async function decide(page: Page, opens: string, answers: Record<string, string>, confirms: string): Promise<void> {
  await page.getByRole("button", { name: opens, exact: true }).first().click();
  for (const [label, text] of Object.entries(answers)) {
    // Not exact: the label of a time names its zone, too.
    await dialog(page).getByLabel(label).fill(text);
  }
  await dialog(page).getByRole("button", { name: confirms, exact: true }).click();
  await expect(dialog(page).getByRole("status").filter({ hasText: "Recorded." })).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(dialog(page)).toBeHidden();
}

const idIn = (page: Page) => decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1) ?? "");

test("an auditor reads the sample's incident to its end: the cause, the policy that came of it, and what that refused", async ({
  page,
  world,
}) => {
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/incidents");
  await page
    .getByRole("row", { name: /Click-through fell by 8 %/ })
    .getByRole("link")
    .first()
    .click();
  const answer = page.getByTestId("answer");
  const cause = "Cause: A warning about the data DS:2024-06-01 was overridden";
  // The first look of all has the database plan its statements.
  await expect(answer).toContainText(cause, { timeout: 40_000 });
  await expect(answer).toContainText("features come from new code, C9c4d");
  await expect(answer).toContainText("What the checks said was overridden (data validation attestation).");
  const corrections = page.getByRole("region", { name: "Corrective actions" });
  await expect(corrections.getByRole("link", { name: /D47/ })).toBeVisible();
  await corrections.getByRole("link", { name: /^policy:/ }).click();
  await expect(page.getByRole("heading", { name: CAREFUL })).toBeVisible();
  await expect(page.getByText("In force", { exact: true })).toBeVisible();

  await page.goto("/projects/sample/promotions");
  await page
    .getByRole("row", { name: /churn:v3.*rejected/i })
    .getByRole("link")
    .first()
    .click();
  const wants = page.getByRole("list", { name: "What the gate wants" });
  await expect(wants.getByRole("listitem").filter({ hasText: "drift attestation" }).first()).toContainText("not met");
  await expect(page.getByRole("link", { name: "approved automatically" })).toBeVisible();
  const history = page.getByRole("region", { name: /^History/ });
  await expect(history).toContainText("The latest drift attestation says: failed.");
  await expect(history).toContainText("There is a drift warning about the dataset version DS:2024-06-01");

  await page.goto("/audit?project=sample&action=promote&subject=churn:v3");
  await expect(page.getByRole("row", { name: /promote.*refused/ })).toHaveCount(1);
  await expect(page.getByRole("row", { name: /promote.*done/ })).toHaveCount(1);
  for (const [action, outcome, total] of RECORDED) {
    expect((await world.recorded({ action, outcome, project: "sample" })).total, `${action} ${outcome}`).toBe(total);
  }
});

/** What the story published last: a policy that nobody published corrects nothing. */
async function policyInForce(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/projects/sample/policies");
  const { policies } = z.object({ policies: z.array(z.object({ id: z.string() })) }).parse(await answer.json());
  return policies[0]?.id ?? "";
}

test("a compliance officer opens an incident, finds its cause, corrects it and closes it, all of it on record", async ({
  page,
  world,
}) => {
  // Six decisions, each with its dialog and its record.
  test.slow();
  await world.signIn("casey.compliance");
  await page.goto("/projects/sample/incidents");
  const began = { "The trouble began, or was noticed": "2024-06-04T09:50:00Z" };
  const fewer = { Title: "Fewer clicks on D46", "Its id": "D46", ...began };
  await decide(page, "Open an incident", fewer, "Open the incident");
  await page
    .getByRole("row", { name: /Fewer clicks on D46/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByTestId("answer")).toContainText("A warning about the data DS:2024-06-01 was overridden");
  await expect(page.getByTestId("answer")).toContainText("C9c4d");
  await expect(page.getByRole("table", { name: "What changed" })).toContainText("C9c4d");
  await world.isAccessible();

  await decide(page, "Accept as cause", { Reason: "Nobody looked at the shift." }, "Accept as cause");
  await expect(page.getByTestId("answer")).toContainText("accepted the cause");
  const action = { "What is done": "A drift warning needs a person’s approval." };
  await decide(page, "Record a corrective action", action, "Record the action");
  const policy = { "Id or SHA-256 of the policy": await policyInForce(page) };
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
      subject: idIn(page),
      subjectType: "incident",
    });
    expect(total, name).toBe(name === "correct" ? 2 : 1);
  }
});
