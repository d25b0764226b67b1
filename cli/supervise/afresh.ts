import { afterAll, vi } from "vitest";

/** Where our modules keep what there is one of in a process, under names that begin with `pedigree`. */
const shared = globalThis as typeof globalThis & {
  /** As it was before the first file. */
  testsEnvironment?: NodeJS.ProcessEnv;
};

/*
 * Many files of tests run in one process, one after the other, so that libraries are loaded once. Of our own modules each file has
 * fresh ones, and it sees nothing of what one before it left in the environment or in the process.
 */
shared.testsEnvironment ??= { ...process.env };
for (const name of Object.keys(process.env)) {
  if (!(name in shared.testsEnvironment)) {
    delete process.env[name];
  }
}
Object.assign(process.env, shared.testsEnvironment);
vi.resetModules();

afterAll(() => {
  for (const name of Object.keys(shared).filter((each) => each.startsWith("pedigree"))) {
    delete (shared as Record<string, unknown>)[name];
  }
});
