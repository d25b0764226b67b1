import { expect, test } from "./world";

test("an auditor has P123 run again, follows its log, and finds it reproduced, on record", async ({ page, world }) => {
  // The first run builds a real environment: seconds where its packages are near, more where they are fetched from afar.
  test.setTimeout(150_000);
  await world.signIn("ada.auditor");
  await page.goto("/projects/sample/explore/prediction/P123");
  await page.getByRole("button", { name: /^focus, prediction, P123/ }).click();
  const part = page.getByRole("region", { name: "Run it again" });
  await part.getByRole("button", { name: "Run it again …" }).click();
  const question = page.getByRole("alertdialog", { name: "Run it again …" });
  await expect(question).toContainText("no network");
  await world.isAccessible();
  await question.getByRole("button", { name: "Ask for the run" }).click();
  const record = page.getByRole("alertdialog").filter({ hasText: "Recorded." });
  await record.getByRole("button", { name: "Close" }).last().click();

  await expect(part.getByRole("status").getByText(/^(waiting|running)$/)).toBeVisible();
  await part.getByRole("link", { name: "The request" }).click();
  const log = page.getByRole("log", { name: "Log of the run" });
  await expect(log).toContainText("P123 -> D45 -> churn:v2");
  await expect(page.getByTestId("answer")).toHaveText(/^It came out as recorded/, { timeout: 90_000 });
  await expect(log).toContainText("reproduced: 2 fields came again as recorded");
  await expect(page.getByRole("table", { name: "Compared fields" }).getByText("as recorded")).toHaveCount(2);
  await world.isAccessible();

  await page.goto("/projects/sample/reproductions?prediction=P123");
  const table = page.getByRole("grid", { name: "Reproductions, newest first" });
  await expect(table.getByText("reproduced", { exact: true }).first()).toBeVisible();
  await world.isAccessible();
  const actions = ["request_reproduction", "take_reproduction", "reproduce"];
  for (const action of actions) {
    const { events } = await world.recorded({ project: "sample", action, subject: "P123" });
    expect(events[0]).toMatchObject({ action, outcome: "done", subject: { type: "prediction", id: "P123" } });
  }
});
