import type { Locator, Page } from "@playwright/test";
import { still, walkToTheData } from "./drawing";
import { expect, test } from "./world";

const EXPLORER = "/projects/sample/explore/prediction/P123";

/** How many pixels of the canvases within `selector` have the colour that the theme gives to `token`. */
function pixelsOf(page: Page, selector: string, token: string): Promise<number> {
  return page.evaluate(
    ([within, name]) => {
      const probe = document.createElement("span");
      probe.style.color = `var(--${name})`;
      document.body.append(probe);
      const wanted = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
      probe.remove();
      let count = 0;
      for (const canvas of document.querySelectorAll<HTMLCanvasElement>(`${within} canvas`)) {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        for (let at = 0; at < data.length; at += 4) {
          const isLike = wanted.every((value, channel) => Math.abs((data[at + channel] ?? 0) - value) < 4);
          count += isLike && data[at + 3] === 255 ? 1 : 0;
        }
      }
      return count;
    },
    [selector, token] as const,
  );
}

const DRAWING = '[data-testid="lineage-canvas"]';
const MINIMAP = '[data-testid="minimap"]';

for (const reducedMotion of ["reduce", "no-preference"] as const) {
  test(`lines and small map have the theme's colours, in both themes, with motion ${reducedMotion}`, async ({
    page,
    world,
  }) => {
    await page.emulateMedia({ reducedMotion, colorScheme: "light" });
    await world.signIn("ada.auditor");
    await page.goto(EXPLORER);
    await expect(page.getByRole("button", { name: /, D45,/ })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ reducedMotion, colorScheme });
      await expect.poll(() => pixelsOf(page, DRAWING, "edge-up"), colorScheme).toBeGreaterThan(10);
      await expect.poll(() => pixelsOf(page, MINIMAP, "kind-deployment"), colorScheme).toBeGreaterThan(10);
      await expect.poll(() => pixelsOf(page, MINIMAP, "accent"), colorScheme).toBeGreaterThan(10);
    }
  });
}

test("a drawing that moved leaves no lines behind", async ({ page, world }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await world.signIn("ada.auditor");
  await walkToTheData(page);
  const drawing = page.getByRole("group", { name: /^Lineage of P123/ });
  const moved = await still(drawing);
  const show = (visibility: string) =>
    page.getByTestId("lineage-canvas").evaluate((canvas, is) => canvas.style.setProperty("visibility", is), visibility);
  await show("hidden");
  await still(drawing);
  await show("visible");
  expect((await still(drawing)).equals(moved), "painted anew, it looks the same").toBe(true);
});

test("the reasons of the audit trail can be read at 1280 pixels, with every column in view", async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await world.signIn("ada.auditor");
  await page.goto("/audit?outcome=refused");
  await expect(page.getByRole("rowheader", { name: "refused" }).first()).toBeVisible();
  const reasons = await page.getByRole("columnheader", { name: "Reasons" }).boundingBox();
  expect(reasons?.width).toBeGreaterThanOrEqual(170);
  const origin = await page.getByRole("columnheader", { name: "Origin" }).boundingBox();
  expect((origin?.x ?? Number.NaN) + (origin?.width ?? Number.NaN)).toBeLessThanOrEqual(1280);
});

const PAGES = [
  [EXPLORER, "button", /, D45,/],
  ["/audit", "columnheader", "Recorded"],
  ["/projects/sample/promotions", "link", "churn:v2"],
  ["/projects/sample/models/churn", "heading", "Evidence"],
  ["/log", "columnheader", "Entries"],
  ["/findings", "heading", "Findings"],
  ["/reconciliations", "heading", "Reconciliation"],
  ["/projects/sample/reproductions", "heading", "Reproductions"],
] as const;

test("everything can be read in the dark", async ({ page, world }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await world.signIn("ada.auditor");
  for (const [path, role, name] of PAGES) {
    await page.goto(path);
    await expect(page.getByRole(role, { name }).first()).toBeVisible();
    await world.isAccessible();
  }
});

test("the whole walk from a prediction to its data fits with each id in view and each box a button", async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await world.signIn("ada.auditor");
  await page.goto(EXPLORER);
  const box = (name: string) => page.getByRole("button", { name: new RegExp(`, ${name},`) });
  for (const [from, brings] of [
    ["D45", "churn:v2"],
    ["churn:v2", "R678"],
    ["R678", "DS:2024-05-15"],
  ] as const) {
    await page.getByRole("button", { name: new RegExp(`^Expand \\d+ upstream of ${from}$`) }).click();
    await expect(box(brings)).toBeVisible();
  }
  await page.getByRole("group", { name: /^Lineage of P123/ }).focus();
  await page.keyboard.press("0");
  for (const name of ["P123", "D45", "churn:v2", "R678", "DS:2024-05-15"]) {
    await expect(box(name)).toBeInViewport({ ratio: 0.99 });
    await expect(box(name).getByText(name.slice(-4), { exact: false }).last()).toBeInViewport();
  }
  await expect(page.getByRole("list", { name: "What the lines mean" })).toContainText("asserted, not verified");
});

test("no caret covers a mark, and a collapse comes nearer to what is left", async ({ page, world }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await world.signIn("ada.auditor");
  await walkToTheData(page);
  await still(page);
  const rectangles = (what: Locator) =>
    what.evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ x, y, right, bottom }) => ({ x, y, right, bottom })),
    );
  const marks = await rectangles(page.locator("button[data-key] > svg:first-of-type"));
  const carets = await rectangles(page.getByRole("button", { name: /^(Expand|Collapse) .*(up|down)stream of/ }));
  expect(Math.min(marks.length, carets.length)).toBeGreaterThan(4);
  const covered = marks.filter((mark) =>
    carets.some(({ x, y, right, bottom }) => x < mark.right && right > mark.x && y < mark.bottom && bottom > mark.y),
  );
  expect(covered).toEqual([]);

  const width = async () => (await page.getByRole("button", { name: /, P123,/ }).boundingBox())?.width ?? 0;
  const far = await width();
  await page.getByRole("button", { name: "Collapse upstream of D45" }).click();
  await expect.poll(width).toBeGreaterThan(far * 1.2);
});

test.describe("at 200 % zoom", () => {
  test.use({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });

  test("everything can be read and reached, and no page scrolls sideways", async ({ page, world }) => {
    await world.signIn("ada.auditor");
    for (const [path, role, name] of PAGES) {
      await page.goto(path);
      await expect(page.getByRole(role, { name }).first()).toBeVisible();
      await world.isAccessible();
      await expect(page.getByText("as of", { exact: true })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(640);
    }
  });
});

test("what pages ask for by themselves is hidden only for those who want it so, and counted", async ({
  page,
  world,
}) => {
  await world.signIn("ada.auditor");
  await page.goto("/audit");
  await expect(page.getByRole("rowheader", { name: "session", exact: true }).first()).toBeVisible();
  await page.getByText(/^Hide what every page asks for by itself/).click();
  await expect(page.getByText(/; [1-9]\d* asked for by pages hidden$/)).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "session", exact: true })).toHaveCount(0);
  await world.isAccessible();
  expect((await world.recorded({ action: "view", actor: "ada.auditor" })).total).toBeGreaterThan(0);
});
