import type { Command } from "commander";
import { type ActOptions, act, withAct } from "@/cli/remote/act";

interface Options extends ActOptions {
  readonly id: string;
  readonly to: string;
  readonly reason: string;
}

/** `pedigree rollback D46 --to churn:v1`: goes back to a version that was live before. */
export function register(program: Command): void {
  withAct(
    program
      .command("rollback")
      .description("Replace what is live by a model version that was live there before.")
      .argument("<deployment>", "the deployment that is live now"),
  )
    .requiredOption("--to <version>", "model version to go back to")
    .requiredOption("--id <deployment>", "id of the new deployment that the rollback makes")
    .requiredOption("--reason <text>", "why; stored encrypted")
    .action((deployment: string, options: Options) => {
      const { id, to, reason } = options;
      return act(options, ["deployments", deployment, "rollback"], { id, to, reason }, true);
    });
}
