import { createHash, randomBytes } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { address, UnexpectedAnswer } from "../cli/sample/door";
import { ensureSimulation, personas } from "../cli/sample/personas";
import { UploadReply } from "../lib/contract/contents";
import { SessionReply } from "../lib/contract/identity";
import { type FindingReply, type FindingRow, FindingsReply } from "../lib/contract/inbox";
import { expect, sampleAccounts, test } from "./world";

/** A dataset of a project of its own whose bytes are in the store, and the file that holds them there. */
async function storedDataset(baseUrl: string): Promise<{ project: string; id: string; file: string }> {
  const project = `stored-${randomBytes(5).toString("hex")}`;
  const id = `DS:${project}`;
  const bytes = randomBytes(2_000);
  const hex = createHash("sha256").update(bytes).digest("hex");
  const digest = `sha256:${hex}`;
  const people = personas(address(baseUrl), project, sampleAccounts());
  try {
    await ensureSimulation(await people.administrator(), project);
    const scientist = await people.as("dana.scientist");
    const post = async (parts: readonly string[], body: unknown): Promise<unknown> => {
      const answer = await scientist.send("POST", ["projects", project, ...parts], body);
      if (answer.status >= 300) {
        throw new UnexpectedAnswer(parts.join("/"), answer);
      }
      return answer.body;
    };
    const timestamp = new Date().toISOString();
    await post(["events"], { event_id: id, action: "record", timestamp, subject: { type: "dataset_version", id } });
    const upload = UploadReply.parse(await post(["uploads"], { digest, sizeBytes: bytes.length }));
    const at = ["projects", project, "uploads", upload.id ?? "", "parts", "1"];
    await scientist.bytes("PUT", at, { body: bytes });
    await post(["uploads", upload.id ?? "", "completion"], undefined);
    await post(["artifacts", "dataset_version", id, "contents"], { role: "content", digest, sizeBytes: bytes.length });
  } finally {
    await people.leave();
  }
  return { project, id, file: join(process.env.E2E_HOME ?? "", "artifacts", "sha256", hex.slice(0, 2), hex) };
}

test("bytes that somebody changed are found by a run on request; an operator takes the finding on, an officer resolves it", async ({
  page,
  world,
  baseURL,
}) => {
  const { id, file } = await storedDataset(baseURL ?? "");
  chmodSync(file, 0o600);
  writeFileSync(file, randomBytes(2_000));
  await world.signIn("olga.operator");
  await page.goto("/reconciliations");
  await page.getByRole("button", { name: "Compare now" }).click();
  await page.getByRole("menuitem", { name: "Read every blob" }).click();
  await expect(page.getByTestId("answer")).toContainText("could not be had as recorded", { timeout: 40_000 });
  await world.isAccessible();
  await page.getByRole("row").getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "other bytes" })).toBeVisible();
  await world.isAccessible();

  await page.getByRole("link", { name: /^Findings \d+\+? new$/ }).click();
  await expect(page.getByRole("link", { name: "Findings", exact: true })).toBeVisible();
  await world.isAccessible();
  const row = page.getByRole("row").filter({ hasText: id });
  await row.getByRole("link", { name: "The bytes of an artifact are not those that were recorded." }).click();
  await page.waitForURL(/\/findings\/find/);
  const finding = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1) ?? "");
  await page.getByRole("button", { name: "Acknowledge" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("What you are going to do").fill("I ask who wrote to the disk, and fetch the backup.");
  await world.isAccessible();
  await dialog.getByRole("button", { name: "Acknowledge the finding" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Recorded: the finding is acknowledged, and still open.");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("It stays open until a compliance officer resolves it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Resolve" })).toHaveCount(0);

  await world.signIn("casey.compliance");
  await page.goto(`/findings/${encodeURIComponent(finding)}`);
  await expect(page.getByText("I ask who wrote to the disk, and fetch the backup.")).toBeVisible();
  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  await dialog.getByLabel("What you found out").fill("A test wrote over the file; nothing rests on it.");
  await dialog.getByRole("button", { name: "Resolve the finding" }).click();
  await expect(dialog.getByRole("status")).toContainText("Recorded:");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("nothing any more")).toBeVisible();
  await world.isAccessible();

  await world.signIn("ada.auditor");
  await page.goto(`/audit?subjectType=finding&subject=${finding}`);
  for (const action of ["acknowledge", "resolve"]) {
    await expect(page.getByRole("row").getByRole("link", { name: action, exact: true })).toHaveCount(1);
  }
});

const FINDING: FindingRow = {
  id: "find:0123456789abcdef",
  kind: "root_differs",
  severity: "critical",
  detail: "156 entries have another root",
  recordedAt: "2026-11-24T09:00:00.000Z",
  project: "default",
  concerns: null,
  state: "open",
  acknowledged: null,
  resolved: null,
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

test("a finding about the record stands on every page; resolving one that was never raised fails, and is on record", async ({
  page,
  world,
}) => {
  await world.signIn("casey.compliance");
  const failed = { actor: "casey.compliance", outcome: "failed" };
  const before = (await world.recorded(failed)).total;
  // The browser is told of a finding that the server does not have: a real one would shut the gates of every other test.
  await page.route("**/api/v1/session", async (route) => {
    const response = await route.fetch();
    const reply = SessionReply.parse(await response.json());
    await route.fulfill({ response, json: { ...reply, openFindings: 1, newFindings: 1 } });
  });
  await page.route("**/api/v1/findings?**", async (route) => {
    const response = await route.fetch();
    const reply = FindingsReply.parse(await response.json());
    await route.fulfill({
      response,
      json: { ...reply, findings: [FINDING], open: { record: 1, artifacts: 0, access: 0, reports: 0, privacy: 0 } },
    });
  });
  const { asOf } = FindingsReply.parse(await (await page.request.get("/api/v1/findings")).json());
  await page.route(`**/api/v1/findings/${encodeURIComponent(FINDING.id)}`, (route) =>
    route.fulfill({ json: { finding: FINDING, shuts: null, trail: [], asOf } satisfies FindingReply }),
  );
  await page.goto("/projects/sample/models");
  await page.getByRole("alert").getByRole("link", { name: "Findings", exact: true }).click();
  await page
    .getByRole("link", { name: "The log’s entries do not come to the root that its checkpoint signs." })
    .click();
  await expect(page.getByText("alert not delivered yet")).toBeVisible();
  await page.getByRole("button", { name: "Send again now" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("no finding");
  await world.isAccessible();
  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  const resolve = dialog.getByRole("button", { name: "Resolve the finding" });
  await dialog.getByLabel("What you found out").fill("too short");
  await expect(resolve).toBeDisabled();
  await dialog.getByLabel("What you found out").fill("The disk was replaced; the files are those of the backup.");
  await resolve.click();
  await expect(dialog.getByRole("alert")).toContainText("there is no finding");
  await expect(dialog.getByRole("link", { name: "on record" })).toBeVisible();
  await world.isAccessible();

  expect((await world.recorded(failed)).total).toBeGreaterThan(before);
});
