import { expect, test } from "vitest";
import { startOwnApp } from "./ownApp";

test("npm run dev serves pages, with their styles", async () => {
  const app = await startOwnApp("--dev");
  try {
    const page = await fetch(`${app.url}/signin`);
    expect(page.status).toBe(200);
    const [, sheet = ""] = /href="([^"]+\.css[^"]*)"/.exec(await page.text()) ?? [];
    expect(await (await fetch(new URL(sheet, app.url))).text()).toContain(".flex");
  } finally {
    await app.stop();
  }
});
