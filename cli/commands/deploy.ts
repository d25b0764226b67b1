import type { Command } from "commander";
import { type ActOptions, act, withAct } from "@/cli/remote/act";

interface Options extends ActOptions {
  readonly request: string;
  readonly configSha256: string;
  readonly target: string;
}

/** `pedigree deploy D46 --request pr:…`: deploys what a carried out promotion request promoted. */
export function register(program: Command): void {
  withAct(
    program
      .command("deploy")
      .description("Deploy the model version of a promotion that was carried out.")
      .argument("<deployment>", "id of the new deployment, such as D46"),
  )
    .requiredOption("--request <id>", "the promotion request that authorises it")
    .requiredOption("--config-sha256 <digest>", "SHA-256 of its configuration")
    .option("--target <environment>", "where to", "production")
    .action((id: string, options: Options) => {
      const { request: promotionRequest, configSha256, target } = options;
      return act(options, ["deployments"], { id, promotionRequest, configSha256, target }, true);
    });
}
