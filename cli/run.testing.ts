import { Command } from "commander";
import { afterEach, beforeEach, vi } from "vitest";

interface Terminal {
  /** What was said since the test began, a line each call. */
  readonly written: string[];
  /** Runs a command as the command line would; answers with its exit code. */
  run(...argv: string[]): Promise<number>;
}

/** For tests: these commands, with what they say in place of the terminal. Environment and exit code are put back after each test. */
export function terminal(...registers: readonly ((program: Command) => void)[]): Terminal {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    const note = (...parts: unknown[]) => void written.push(parts.join(" "));
    vi.spyOn(console, "log").mockImplementation(note);
    vi.spyOn(console, "error").mockImplementation(note);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = 0;
  });
  return {
    written,
    async run(...argv) {
      const program = new Command().exitOverride();
      for (const register of registers) {
        register(program);
      }
      process.exitCode = 0;
      await program.parseAsync(["node", "pedigree", ...argv]);
      return Number(process.exitCode);
    },
  };
}
