import { randomUUID } from "node:crypto";
import { chromium, type Page } from "@playwright/test";
import type { SeedEvent } from "@/cli/sample/seed";
import { CHROMIUM } from "@/e2e/chromium";
import type { RelationshipType } from "@/graph-schema/catalogue";
import type { ArtifactType, Ref } from "@/graph-schema/names";
import { readSampleAccounts } from "@/lib/identity/sample";
import { type Line, quantile } from "./measure";
import { post, SEEDED, type Stage } from "./stage";

const ROUNDS = 5;
const HUB = 4_000;
const WIDE = 250;

const A_HUB = `
  MATCH (d:Deployment {project: $project})
  WITH d, COUNT { (d)-[:SERVED]->() } AS served
  ORDER BY served DESC LIMIT 1
  RETURN d.id AS id, toFloat(served) AS served`;

interface Drawn {
  /** From the last byte of the first walk's reply to the graph being there, in milliseconds. */
  readonly drawn: number;
  /** The longest time for which the page answered nobody meanwhile, in milliseconds. */
  readonly blocked: number;
}

interface Seen {
  seen: { drawn: number; blocked: number };
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
  new MutationObserver((_changes, observer) => {
    if (document.querySelector("[data-drawn]")) {
      observer.disconnect();
      requestAnimationFrame(() => {
        seen.drawn = performance.now();
      });
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

async function open(page: Page, path: string): Promise<Drawn> {
  await page.goto(path);
  await page.waitForFunction(() => (window as unknown as Seen).seen.drawn > 0);
  return page.evaluate(() => {
    const replies = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/lineage"));
    const arrived = Math.min(...replies.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
    const { seen } = window as unknown as Seen;
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

/** Opens the page several times, the first time uncounted. */
async function openOften(page: Page, path: string): Promise<{ drawn: number; blocked: number }> {
  const times: Drawn[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    times.push(await open(page, path));
  }
  const middle = (of: (time: Drawn) => number) => quantile(times.slice(1).map(of), 0.5);
  return { drawn: middle(({ drawn }) => drawn), blocked: middle(({ blocked }) => blocked) };
}

interface Level {
  readonly type: ArtifactType;
  readonly action: SeedEvent["action"];
  /** How what stands below hangs on this. */
  readonly rel: RelationshipType;
}

const LEVELS: readonly Level[] = [
  { type: "dataset_version", action: "record", rel: "USED" },
  { type: "run", action: "record", rel: "PRODUCED_BY" },
  { type: "model_version", action: "register", rel: "DEPLOYED" },
  { type: "deployment", action: "deploy", rel: "SERVED" },
  { type: "prediction", action: "predict", rel: "SERVED" },
];
/** More like siblings would stand together in one card. */
const SIBLINGS = 5;

/** A tree of {@link WIDE} artifacts below one data set, each with at most {@link SIBLINGS} below it, and what has some. */
function tree(): { events: SeedEvent[]; parents: Ref[] } {
  const nodes: (Ref & { depth: number })[] = [{ type: "dataset_version", id: "D", depth: 0 }];
  const events = [recorded("record", { type: "dataset_version", id: "D" }, [])];
  const parents: Ref[] = [];
  for (let next = 0; nodes.length < WIDE; next += 1) {
    const [parent, level] = [nodes[next], LEVELS[(nodes[next]?.depth ?? 0) + 1]];
    const rel = LEVELS[parent?.depth ?? 0]?.rel;
    if (!parent || !level || !rel) {
      throw new Error(`a tree of ${WIDE} needs more levels`);
    }
    parents.push({ type: parent.type, id: parent.id });
    for (let child = 1; child <= SIBLINGS && nodes.length < WIDE; child += 1) {
      const node = { type: level.type, id: `${parent.id}.${child}`, depth: parent.depth + 1 };
      nodes.push(node);
      events.push(recorded(level.action, node, [{ type: parent.type, id: parent.id, rel }]));
    }
  }
  return { events, parents };
}

function recorded(action: SeedEvent["action"], { type, id }: Ref, related: SeedEvent["related"]): SeedEvent {
  const timestamp = new Date().toISOString();
  return { event_id: id, action, timestamp, subject: { type, id }, declares: [{ type, id }], related };
}

/** The address at which all of the tree is expanded. */
async function wide({ door, makeProject }: Stage): Promise<string> {
  const project = `wide-${randomUUID().slice(0, 8)}`;
  const { events, parents } = tree();
  await makeProject(project);
  await post(door, project, events);
  const x = parents.slice(1).map(({ type, id }) => `downstream/${type}/${id}`);
  return `/projects/${project}/explore/dataset_version/D?${new URLSearchParams({ x: x.join(",") })}`;
}

/** Opens large graphs in a real browser: how soon the drawing is there, and how long the page hangs meanwhile. */
export async function measurePage(stage: Stage, size: string): Promise<Line[]> {
  const { app, floor } = stage;
  const [hub] = await floor.rows(A_HUB, { project: SEEDED });
  if (Number(hub?.served) < HUB) {
    throw new Error(`the seed's busiest deployment has ${hub?.served} predictions, not ${HUB}`);
  }
  const browser = await chromium.launch(CHROMIUM);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await signIn(page, app.url);
    await page.addInitScript(watch);
    const hubs = `${app.url}/projects/${SEEDED}/explore/deployment/${encodeURIComponent(String(hub?.id))}`;
    const first = await openOften(page, hubs);
    const many = await openOften(page, `${app.url}${await wide(stage)}`);
    return [
      line(`first graph of a hub with ${hub?.served} neighbours, ${size}`, first.drawn, 1_500),
      line(`longest block of the main thread, ${WIDE} nodes, ${size}`, Math.max(first.blocked, many.blocked), 200),
    ];
  } finally {
    await browser.close();
  }
}

function line(what: string, ours: number, limit: number): Line {
  return { what, ours: `${ours.toFixed(0)} ms`, floor: `${limit} ms`, ratio: ours / limit, goal: { atMost: 1 } };
}
