import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { address, type Door, UnexpectedAnswer } from "../cli/sample/door";
import { ensureSimulation, personas } from "../cli/sample/personas";
import { sha256 } from "../lib/hash";
import { expect, sampleAccounts, test } from "./world";

/** What becomes an element, or runs, wherever a text is taken for markup. */
const MARKUP = `"'><img src=x onerror=attack()><svg onload=attack()><script>attack()</script>\${attack()}{{attack()}}`;
const PAGE = "<!doctype html><script>document.title = 'attacked'</script><h1>attacked</h1>";
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "attacked"</script></svg>';

async function post(door: Door, parts: readonly string[], body: unknown): Promise<unknown> {
  const answer = await door.send("POST", parts, body);
  if (answer.status >= 300) {
    throw new UnexpectedAnswer(parts.join("/"), answer);
  }
  return answer.body;
}

/** A project in which a service recorded what `events` says; then `more` as that service. */
async function hostile(
  baseUrl: string,
  events: readonly object[],
  more?: (ci: Door, project: string) => Promise<void>,
) {
  const project = `hostile-${randomBytes(5).toString("hex")}`;
  const people = personas(address(baseUrl), project, sampleAccounts());
  const at = { timestamp: new Date().toISOString(), actor: { type: "service", id: "svc-ci" } };
  try {
    await ensureSimulation(await people.administrator(), project);
    const ci = await people.as("svc-ci");
    const reply = await post(
      ci,
      ["projects", project, "events"],
      events.map((event, index) => ({ ...at, event_id: `e-${index}`, ...event })),
    );
    await more?.(ci, project);
    return { project, ids: JSON.stringify(reply).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [] };
  } finally {
    await people.leave();
  }
}

/** Notes in the page what runs there that is not ours, and what its policy stopped. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  const told: string[] = [];
  page.on("dialog", (dialog) => {
    told.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction("attack", () => told.push("attack() was called"));
  await page.exposeFunction("violated", (what: string) => told.push(what));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      const { violated } = window as typeof window & { violated?: (what: string) => void };
      violated?.(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  return async () => {
    const elements = await page.locator("img[src='x'], svg[onload], [onerror]").count();
    return elements > 0 ? [...told, `${elements} elements that somebody wrote`] : told;
  };
}

test("names and metadata that hold markup are shown as text on every page, and nothing of them runs", async ({
  page,
  world,
  baseURL,
}) => {
  test.slow();
  const [dataset, model] = [
    { type: "dataset_version", id: MARKUP },
    { type: "model", id: MARKUP },
  ];
  const { project, ids } = await hostile(baseURL ?? "", [
    { action: "record", subject: dataset, metadata: { note: MARKUP, [MARKUP]: MARKUP } },
    { action: "record", subject: model, metadata: { owner_team: MARKUP } },
    { action: "start", subject: { type: "run", id: `run ${MARKUP}` }, related: [{ rel: "USED", ...dataset }] },
  ]);
  const strange = await watch(page);
  await world.signIn("ada.auditor");
  const name = encodeURIComponent(MARKUP);
  for (const path of [
    `/projects/${project}/explore/dataset_version/${name}`,
    `/projects/${project}/explore/dataset_version/${name}?inspect=${project}/dataset_version/${name}`,
    `/projects/${project}/models`,
    `/projects/${project}/models/${name}`,
    `/audit?project=${project}`,
    `/audit/${ids[0]}`,
  ]) {
    await page.goto(path);
    // Lists shorten it in the middle.
    await expect(page.locator("body"), path).toContainText(MARKUP.slice(0, 7));
    await expect(page.getByRole("main")).toBeVisible();
    expect(await strange(), path).toEqual([]);
  }
  const looked = await world.recorded({ project, action: "walk" });
  expect(looked.events.map(({ subject }) => subject?.id)).toContain(MARKUP);
});

test("markup that got into a page all the same would not run: the policy stops it", async ({ page, world }) => {
  const strange = await watch(page);
  await world.signIn("ada.auditor");
  await page.goto("/");
  await page.evaluate(
    (markup) => document.body.insertAdjacentHTML("beforeend", markup),
    "<img src=x onerror=attack()>",
  );
  await expect.poll(strange).toContainEqual(expect.stringMatching(/^script-src-attr inline/));
  expect(await strange()).not.toContain("attack() was called");
});

test("a page or a picture with a script that was attached as bytes is saved and never shown", async ({
  page,
  world,
  baseURL,
}) => {
  const files = [
    { id: "page", text: PAGE, mediaType: "text/html" },
    { id: "picture", text: PICTURE, mediaType: "image/svg+xml" },
  ].map((file) => ({ ...file, bytes: Buffer.from(file.text), digest: sha256(Buffer.from(file.text)) }));
  const subject = (id: string) => ({ type: "dataset_version", id });
  const { project } = await hostile(
    baseURL ?? "",
    files.map(({ id }) => ({ action: "record", subject: subject(id) })),
    async (ci, within) => {
      for (const { id, bytes, digest, mediaType } of files) {
        const at = (...parts: string[]) => ["projects", within, ...parts];
        const begun = await post(ci, at("uploads"), { digest, sizeBytes: bytes.length });
        const upload = String(JSON.stringify(begun).match(/"id":"([^"]+)"/)?.[1]);
        await ci.bytes("PUT", at("uploads", upload, "parts", "1"), { body: bytes });
        await post(ci, at("uploads", upload, "completion"), undefined);
        const body = { role: "content", digest, sizeBytes: bytes.length, mediaType, fileName: `${id}"\u2028.html` };
        await post(ci, at("artifacts", "dataset_version", id, "contents"), body);
      }
    },
  );
  await world.signIn("dana.scientist");
  await page.goto("/");
  const title = await page.title();
  for (const { id, digest, mediaType, bytes } of files) {
    const path = `/api/v1/projects/${project}/artifacts/dataset_version/${id}/contents/${encodeURIComponent(digest)}`;
    const reply = await page.request.get(path);
    expect(reply.headers()).toMatchObject({
      "content-type": mediaType,
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("sandbox"),
    });
    expect((await reply.body()).equals(bytes)).toBe(true);
    const saving = page.waitForEvent("download");
    await page.evaluate((to) => {
      location.href = to;
    }, path);
    await (await saving).cancel();
    expect(await page.title()).toBe(title);
  }
  const downloads = await world.recorded({ project, action: "download" });
  expect(downloads.total).toBe(4);
});
