import { randomBytes } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { address } from "../cli/sample/door";
import { personas } from "../cli/sample/personas";
import { sha256 } from "../lib/hash";
import { makeCandidate } from "./candidate";
import { expect, sampleAccounts, test } from "./world";

const DATASET = "DS:rankings";
const contents = (page: Page) => page.getByRole("region", { name: "Contents" });
const dialog = (page: Page) => page.getByRole("alertdialog");

interface Story {
  readonly project: string;
  readonly request: string;
  readonly bytes: Buffer;
}

/** A model version that a run made from a dataset whose digest is recorded, and a request to promote it with two approvals. */
async function story(baseUrl: string): Promise<Story> {
  const { project, next } = await makeCandidate(baseUrl);
  const bytes = randomBytes(200_000);
  const people = personas(address(baseUrl), project, sampleAccounts());
  const at = { timestamp: new Date().toISOString(), actor: { type: "service", id: "svc-ci" } };
  const version = `${next}b`;
  const post = async (who: string, parts: readonly string[], body: unknown) => {
    const answer = await (await people.as(who)).send("POST", ["projects", project, ...parts], body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  try {
    const [dataset, run, model] = [
      { type: "dataset_version", id: DATASET },
      { type: "run", id: "R-rankings" },
      { type: "model_version", id: version },
    ];
    await post(
      "svc-ci",
      ["events"],
      [
        { ...at, event_id: "data", action: "record", subject: dataset, metadata: { sha256: sha256(bytes) } },
        { ...at, event_id: "run", action: "start", subject: run, related: [{ rel: "USED", ...dataset }] },
        {
          ...{ ...at, event_id: "model", action: "register", subject: model },
          related: [{ rel: "PRODUCED_BY", ...run }],
          metadata: { sha256: sha256("model") },
        },
        {
          ...{ ...at, event_id: "tests", action: "attest", subject: { type: "attestation", id: "att:tests" } },
          related: [{ rel: "ATTESTS", ...model }],
          declares: [{ type: "attestation", id: "att:tests", claim: "tests", result: "passed" }],
        },
      ],
    );
    const asked = await post("dana.scientist", ["promotion-requests"], { modelVersion: version });
    const request = JSON.stringify(asked).match(/pr:[0-9a-f-]+/)?.[0] ?? "";
    for (const approver of ["alex.approver", "blair.approver"]) {
      await post(approver, ["promotion-requests", request, "approvals"], people.signature(approver));
    }
    return { project, request, bytes };
  } finally {
    await people.leave();
  }
}

async function isTold(page: Page, text: string): Promise<void> {
  await expect(dialog(page).getByRole("status").filter({ hasText: text })).toBeVisible();
}

/** Chooses bytes in the dialog for attaching, as a file box gives them. */
async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  await contents(page).getByRole("button", { name: "Attach", exact: true }).click();
  const choosing = page.waitForEvent("filechooser");
  await dialog(page).getByRole("button", { name: "Choose a file" }).click();
  await (await choosing).setFiles({ name, mimeType: "text/csv", buffer });
}

test("a file under the same path with other bytes raises an alert, marks the graph and shuts the gate, all on record", async ({
  page,
  world,
  baseURL,
}) => {
  // Four people sign in, one after another.
  test.slow();
  const { project, request, bytes } = await story(baseURL ?? "");
  const explorer = `/projects/${project}/explore/run/R-rankings?inspect=${project}/dataset_version/${DATASET}`;
  await world.signIn("dana.scientist");
  await page.goto(explorer);
  await choose(page, "rankings.csv", bytes);
  await isTold(page, "what is recorded");
  await world.isAccessible();
  await dialog(page)
    .getByRole("button", { name: /attach for good$/ })
    .click();
  await isTold(page, "Recorded: attached as content.");
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(contents(page).getByText("verified", { exact: true })).toBeVisible();

  // The other way round the door: the same name, other bytes, behind everybody's back.
  await choose(page, "rankings.csv", randomBytes(200_000));
  await expect(dialog(page).getByRole("alert")).toContainText("This file is not what is recorded.");
  await world.isAccessible();
  await dialog(page)
    .getByRole("button", { name: /^Report it/ })
    .click();
  await expect(dialog(page).getByText(/^Nothing is attached\. A finding is on record/)).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  const found = page.getByRole("region", { name: "1 open finding" });
  await expect(found.getByText(/^Other bytes than those that are recorded were brought/)).toBeVisible();

  const hex = sha256(bytes).slice("sha256:".length);
  const stored = join(process.env.E2E_HOME ?? "", "artifacts", "sha256", hex.slice(0, 2), hex);
  chmodSync(stored, 0o600);
  writeFileSync(stored, randomBytes(200_000));
  await contents(page).getByRole("button", { name: "Verify now" }).click();
  await expect(contents(page).getByRole("status").filter({ hasText: "differs" })).toBeVisible();
  await expect(page.getByRole("region", { name: "2 open findings" })).toContainText(request);
  await contents(page).getByRole("button", { name: "Download", exact: true }).click();
  await expect(contents(page).getByRole("alert")).toContainText("store_differs");

  await page.goto(`/projects/${project}/explore/run/R-rankings`);
  await expect(page.getByRole("button", { name: /DS:rankings,.*finding open/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /R-rankings,.*rests on a finding/ })).toBeVisible();
  await world.isAccessible();

  await world.signIn("olga.operator");
  await page.goto(`/projects/${project}/promotions/${encodeURIComponent(request)}`);
  await expect(page.getByText("The gate is shut.")).toBeVisible();
  await expect(page.getByText("rests_on_doubtful_bytes").first()).toBeVisible();
  const promoting = await page.evaluate(
    async (to) => {
      const headers = { "content-type": "application/json", "x-pedigree-csrf": "1" };
      return (await fetch(to, { method: "POST", headers, body: "{}" })).status;
    },
    `/api/v1/projects/${project}/promotion-requests/${encodeURIComponent(request)}/promotion`,
  );
  expect(promoting).toBe(409);

  await world.signIn("ada.auditor");
  await expect(async () => {
    await page.goto(`/findings?project=${project}`);
    const about = page.getByRole("row").filter({ hasText: DATASET });
    await expect(about.getByText("1 delivered")).toHaveCount(2, { timeout: 2_000 });
  }).toPass();
  await page.goto(`/audit?project=${project}&outcome=refused`);
  await expect(page.getByRole("row").filter({ hasText: "promote" })).toHaveCount(1);
  await expect(page.getByRole("row").filter({ hasText: "attach" })).toHaveCount(1);
  const of = (action: string) => world.recorded({ project, action }).then(({ total }) => total);
  expect([await of("alert"), await of("check_fixity")]).toEqual([2, 1]);
});
