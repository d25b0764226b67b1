import { chromium, type Page } from "@playwright/test";
import { CHROMIUM } from "@/e2e/chromium";
import { readSampleAccounts } from "@/lib/identity/sample";
import { type Line, quantile } from "./measure";
import { SEEDED, type Stage } from "./stage";

const ROUNDS = 5;
const HUB = 4_000;

const A_HUB = `
  MATCH (d:Deployment {project: $project})
  WITH d, COUNT { (d)-[:SERVED]->() } AS served
  ORDER BY served DESC LIMIT 1
  RETURN d.id AS id, toFloat(served) AS served`;

interface Drawn {
  /** From the last byte of the walk's reply to the graph being there, in milliseconds. */
  readonly drawn: number;
  /** The longest time for which the page answered nobody meanwhile, in milliseconds. */
  readonly blocked: number;
}

/** Notes when the drawing is there, and each task of over 50 ms. It runs in the page, before anything else does. */
function watch(): void {
  const seen = { drawn: 0, blocked: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.blocked = Math.max(seen.blocked, duration);
    }
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    if (document.querySelector("[data-drawn]")) {
      seen.drawn = performance.now();
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}

async function open(page: Page, path: string): Promise<Drawn> {
  await page.goto(path);
  await page.waitForSelector("[data-drawn]", { state: "attached" });
  return page.evaluate(() => {
    const replies = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/lineage"));
    const arrived = Math.max(...replies.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
    const { seen } = window as unknown as { seen: { drawn: number; blocked: number } };
    return { drawn: seen.drawn - arrived, blocked: seen.blocked };
  });
}

async function signIn(page: Page, url: string): Promise<void> {
  const account = readSampleAccounts()?.accounts.find(({ role }) => role === "auditor");
  await page.goto(`${url}/signin`);
  await page.getByLabel("User name", { exact: true }).fill(account?.username ?? "");
  await page.getByLabel("Password", { exact: true }).fill(account?.password ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
  await page.getByRole("navigation").first().waitFor();
}

/** Opens the busiest deployment in a real browser: how soon its graph is there, and how long the page hangs. */
export async function measurePage({ app, floor }: Stage, size: string): Promise<Line[]> {
  const [hub] = await floor.rows(A_HUB, { project: SEEDED });
  if (Number(hub?.served) < HUB) {
    throw new Error(`the seed's busiest deployment has ${hub?.served} predictions, not ${HUB}`);
  }
  const browser = await chromium.launch(CHROMIUM);
  try {
    const page = await browser.newPage();
    await signIn(page, app.url);
    await page.addInitScript(watch);
    const path = `${app.url}/projects/${SEEDED}/explore/deployment/${encodeURIComponent(String(hub?.id))}`;
    const times: Drawn[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      times.push(await open(page, path));
    }
    const drawn = quantile(
      times.slice(1).map((time) => time.drawn),
      0.5,
    );
    const blocked = quantile(
      times.slice(1).map((time) => time.blocked),
      0.5,
    );
    return [
      line(`first graph of a hub with ${hub?.served} neighbours, ${size}`, drawn, 1_500),
      line(`longest block of the main thread meanwhile, ${size}`, blocked, 200),
    ];
  } finally {
    await browser.close();
  }
}

function line(what: string, ours: number, limit: number): Line {
  return { what, ours: `${ours.toFixed(0)} ms`, floor: `${limit} ms`, ratio: ours / limit, goal: { atMost: 1 } };
}
