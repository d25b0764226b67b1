import { SessionReply } from "../lib/contract/identity";
import { LogReply } from "../lib/contract/log";
import { expect, test } from "./world";

const FINDING: LogReply["findings"][number] = {
  id: "find:0123456789abcdef",
  kind: "root_differs",
  severity: "critical",
  detail: "156 entries have another root",
  recordedAt: "2026-11-24T09:00:00.000Z",
  project: "default",
  concerns: null,
  deliveries: [
    {
      channel: "webhook:hooks.example.org#0a1b2c3d",
      state: "failing",
      attempts: 2,
      at: "2026-11-24T09:01:00.000Z",
      error: "HTTP status 503",
      nextAt: "2026-11-24T09:01:30.000Z",
    },
  ],
};

test("an event's proof is checked in the auditor's browser when its page opens, and the check is on record", async ({
  page,
  world,
}) => {
  await world.signIn("ada.auditor");
  const before = (await world.recorded({ action: "verify", actor: "ada.auditor" })).total;
  await page.goto("/audit?project=sample&action=approve");
  await page.getByRole("row").getByRole("link", { name: "approve", exact: true }).first().click();
  const proof = page.getByRole("region", { name: "Proof" });
  await expect(proof.getByText(/^The recorder signed it, and it is entry [\d,]+ of the [\d,]+ that/)).toBeVisible();
  await expect(proof.getByText("Valid", { exact: true })).toBeVisible();
  await proof.getByText("What was checked, in this browser").click();
  await expect(proof.getByText("What this page shows is what the note says: holds")).toBeVisible();
  await expect(proof.getByRole("button", { name: "Download .tlog-proof" })).toBeVisible();
  await world.isAccessible();
  expect((await world.recorded({ action: "verify", actor: "ada.auditor" })).total).toBeGreaterThan(before);
});

test("a note whose text was changed on the way is found invalid in the browser", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.route("**/api/v1/audit/*/proof", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('\\"done\\"', '\\"lost\\"') });
  });
  await page.goto("/audit?project=sample&action=approve");
  await page.getByRole("row").getByRole("link", { name: "approve", exact: true }).first().click();
  const told = page.getByRole("alert").filter({ hasText: "Invalid" });
  await expect(told).toContainText("the signature does not match the text");
  await world.isAccessible();
});

test("an artifact's proof is checked when somebody asks for it, and only then", async ({ page, world }) => {
  await world.signIn("vera.viewer");
  const asked = { action: "verify", actor: "vera.viewer", project: "sample", subject: "churn:v2" };
  const before = (await world.recorded(asked)).total;
  await page.goto("/projects/sample/models?inspect=sample/model_version/churn:v2");
  const proof = page.getByRole("region", { name: "Proof" });
  await expect(proof.getByText("The check is recorded.")).toBeVisible();
  expect((await world.recorded(asked)).total).toBe(before);
  await proof.getByRole("button", { name: "Check the proof" }).click();
  await expect(proof.getByText("Valid", { exact: true })).toBeVisible();
  expect((await world.recorded(asked)).total).toBe(before + 1);
});

test("the log's page answers, and its checkpoint is checked in the browser", async ({ page, world }) => {
  await world.signIn("ada.auditor");
  await page.goto("/");
  await page.getByRole("link", { name: "Log", exact: true }).click();
  await expect(page.getByTestId("answer")).toHaveText(/^The log holds [\d,]+ events, /);
  const published = page.getByRole("region", { name: "Published checkpoint" });
  await expect(published.getByText(/^A pinned key of the log signed the root of [\d,]+ entries\.$/)).toBeVisible();
  await expect(async () => {
    await page.getByRole("button", { name: "Read anew" }).click();
    await expect(published.getByText("The log only grew since this browser looked last: holds")).toBeAttached({
      timeout: 2_000,
    });
  }).toPass();
  await page.getByRole("button", { name: "Replace the pinned keys …" }).click();
  await expect(page.getByRole("alertdialog").getByText("They are the same")).toBeVisible();
  await world.isAccessible();
  expect((await world.recorded({ action: "view", actor: "ada.auditor" })).total).toBeGreaterThan(0);
});

test("a finding stands on every page; resolving one that was never raised fails, and is on record", async ({
  page,
  world,
}) => {
  await world.signIn("casey.compliance");
  const failed = { actor: "casey.compliance", outcome: "failed" };
  const before = (await world.recorded(failed)).total;
  // The browser is told of a finding that the server does not have: a real one would shut the gates of every other test.
  await page.route("**/api/v1/session", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...SessionReply.parse(await response.json()), openFindings: 1 } });
  });
  await page.route("**/api/v1/log", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...LogReply.parse(await response.json()), findings: [FINDING] } });
  });
  await page.goto("/projects/sample/models");
  await page.getByRole("alert").getByRole("link", { name: "Log", exact: true }).click();
  await expect(page.getByText("The log’s entries do not come to the root that its checkpoint signs.")).toBeVisible();
  await expect(page.getByText("alert not delivered yet")).toBeVisible();
  await expect(page.getByText(/2 attempts, the last .*: HTTP status 503/)).toBeVisible();
  await page.getByRole("button", { name: "Send again now" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("no finding");
  await world.isAccessible();
  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  const resolve = dialog.getByRole("button", { name: "Resolve the finding" });
  await dialog.getByLabel("What you found out").fill("too short");
  await expect(resolve).toBeDisabled();
  await world.isAccessible();
  await dialog.getByLabel("What you found out").fill("The disk was replaced; the files are those of the backup.");
  await resolve.click();
  await expect(dialog.getByRole("alert")).toContainText("there is no finding");
  await expect(dialog.getByRole("link", { name: "on record" })).toBeVisible();

  expect((await world.recorded(failed)).total).toBeGreaterThan(before);
});
