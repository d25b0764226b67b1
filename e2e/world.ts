import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type APIResponse, test as base, expect, type Page } from "@playwright/test";
import { z } from "zod";
import type { SignIn } from "../cli/sample/personas";

const Accounts = z.object({
  accounts: z.array(z.object({ username: z.string(), password: z.string() })),
});
const Audit = z.object({
  total: z.int(),
  events: z.array(
    z.object({
      action: z.string(),
      outcome: z.string(),
      subject: z.object({ type: z.string(), id: z.string() }).nullable(),
    }),
  ),
});

/** What a journey needs of the world around it. It fails, too, where a page throws what nobody catches. */
export interface World {
  /** Signs in the persona of that name, or somebody who is no part of the sample. The browser stands on no page then. */
  signIn(who: string | SignIn): Promise<void>;
  /** The same through the page, as people do. It ends on the overview. */
  signInByPage(who: string): Promise<void>;
  /** Posts to a path below `/api/v1`, as whoever is signed in. */
  send(path: string, data: object): Promise<APIResponse>;
  /** Events on record, asked for by API in a browser session of the sample's auditor. */
  recorded(query: Record<string, string>): Promise<z.infer<typeof Audit>>;
  /** No violation of WCAG 2 A and AA that axe can see on the page as it stands. */
  isAccessible(): Promise<void>;
}

/** The people of the sample, with their passwords. */
export function sampleAccounts() {
  return Accounts.parse(JSON.parse(process.env.E2E_ACCOUNTS ?? "{}")).accounts;
}

function accountOf(username: string): SignIn {
  const account = sampleAccounts().find((each) => each.username === username);
  if (!account) {
    throw new Error(`the sample has no ${username}`);
  }
  return account;
}

/** The password of somebody of the sample, for what they sign. */
export function passwordOf(username: string): string {
  return accountOf(username).password;
}

/** Ends what the browser knows of anybody. A page whose session ends would go to the sign-in page by itself, and cut off the way there. */
export async function forget(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies();
}

async function signInByPage(page: Page, { username, password }: SignIn): Promise<void> {
  await forget(page);
  await page.goto("/signin");
  await page.getByLabel("User name", { exact: true }).fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
  await expect(page.getByRole("navigation").first()).toBeVisible();
}

/** Posts as the browser does whose requests these are. */
function send(request: APIRequestContext, origin: string, path: string, data: object): Promise<APIResponse> {
  return request.post(`/api/v1${path}`, { data, headers: { "x-pedigree-csrf": "1", origin } });
}

async function signIn(request: APIRequestContext, origin: string, { username, password }: SignIn): Promise<void> {
  const reply = await send(request, origin, "/session", { username, password });
  expect(reply.ok(), await reply.text()).toBe(true);
}

/** Waits until every transition under way has ended: a colour halfway between two is in neither theme. */
async function isAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const underWay = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(underWay.map(({ finished }) => finished));
  });
}

export const test = base.extend<{ world: World }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the pattern.
  baseURL: async ({}, use) => use(process.env.E2E_URL ?? ""),
  world: async ({ page, browser, baseURL }, use) => {
    const origin = new URL(baseURL ?? "").origin;
    const watcher = await browser.newContext({ baseURL: origin });
    let isIn = false;
    const uncaught: Error[] = [];
    page.on("pageerror", (error) => uncaught.push(error));
    await use({
      async signIn(who) {
        await forget(page);
        await signIn(page.request, origin, typeof who === "string" ? accountOf(who) : who);
      },
      signInByPage: (who) => signInByPage(page, accountOf(who)),
      send: (path, data) => send(page.request, origin, path, data),
      async recorded(query) {
        if (!isIn) {
          await signIn(watcher.request, origin, accountOf("ada.auditor"));
          isIn = true;
        }
        const reply = await watcher.request.get(`/api/v1/audit?${new URLSearchParams(query)}`);
        return Audit.parse(await reply.json());
      },
      async isAccessible() {
        await isAtRest(page);
        // What passes is not gathered, and no other page is opened to put frames together, of which we have none: a quarter of the time.
        const { violations } = await new AxeBuilder({ page })
          .options({ resultTypes: ["violations"] })
          .withTags(["wcag2a", "wcag2aa", "wcag21aa"])
          .setLegacyMode(true)
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
      },
    });
    await watcher.close();
    expect(uncaught).toEqual([]);
  },
});

export { expect };
