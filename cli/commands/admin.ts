import type { Command } from "commander";
import { createFirstAdministrator } from "@/cli/admin/create";
import { readPassword } from "@/cli/admin/password";
import { closeGraph } from "@/lib/graph/session";

/** `pedigree admin create ada`: the first administrator of an installation without the sample. */
export function register(program: Command): void {
  program
    .command("admin")
    .description("Set up an installation that nobody can sign in to yet.")
    .command("create")
    .description("Make the first administrator; refused once there is one. The password comes from a prompt or stdin.")
    .argument("<username>", "2 to 64 lower-case letters, digits, dots, hyphens, underscores")
    .option("--display-name <name>", "the name that others see (default: the user name)")
    .action(async (username: string, options: { displayName?: string }) => {
      try {
        await createFirstAdministrator({ username, displayName: options.displayName }, readPassword);
      } finally {
        await closeGraph();
      }
    });
}
