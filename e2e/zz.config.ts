import base from "../playwright.config";
export default { ...base, testDir: ".", globalSetup: "./app.ts", expect: { timeout: 120_000 }, timeout: 500_000 };
