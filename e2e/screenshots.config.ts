import { defineConfig } from "@playwright/test";
import journeys from "../playwright.config";

/** The pictures of the documentation, made from the running app by `npm run screenshots`; no part of the tests. */
export default defineConfig({
  ...journeys,
  testDir: ".",
  testMatch: "screenshots.ts",
  globalSetup: "./app.ts",
  reporter: [["list"]],
  use: {
    ...journeys.use,
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    locale: "en-GB",
    timezoneId: "UTC",
  },
});
