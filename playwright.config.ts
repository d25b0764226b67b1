import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./e2e/chromium";

/** Browser journeys by persona, against the app as `npm start` runs it, in Debian's chromium. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  globalSetup: "./e2e/app.ts",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    launchOptions: CHROMIUM,
  },
});
