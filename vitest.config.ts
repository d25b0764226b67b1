import { defineConfig } from "vitest/config";
import { IS_LONG } from "./lib/runs.testing";

/** Tests that take minutes are called `*.long.test.ts`; `npm run test:long` sets the variable. */
const TOO_LONG = IS_LONG ? [] : ["**/*.long.test.ts"];
const ELSEWHERE = ["**/node_modules/**", "**/.next*/**", "**/.pedigree/**", "e2e/**", ...TOO_LONG];

/**
 * Two kinds of tests stand beside the code. `*.test.ts` needs no database. `*.db.test.ts` runs against a real one:
 * one is started for the whole suite, and each test takes a project of its own in it; tests that look at the whole log
 * or attack it have one to themselves (`ownDatabase`), empty, in the same process.
 * Files without a database share the processes in which they run, and the libraries that these have loaded; nothing else
 * (`afresh.ts`). Each with one has a process of its own: what a file left running would speak to its database out of the next.
 */
export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          isolate: false,
          setupFiles: "cli/supervise/afresh.ts",
          testTimeout: IS_LONG ? 3_600_000 : 120_000,
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ELSEWHERE, "**/*.db.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["**/*.db.test.ts"],
          exclude: ELSEWHERE,
          globalSetup: "cli/supervise/suite.ts",
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
