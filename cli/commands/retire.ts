import { type Command, InvalidArgumentError } from "commander";
import { type ActOptions, act, withAct } from "@/cli/remote/act";

const ROUTES: Readonly<Record<string, string>> = { model_version: "model-versions", deployment: "deployments" };

function route(type: string): string {
  const found = Object.hasOwn(ROUTES, type) ? ROUTES[type] : undefined;
  if (found === undefined) {
    throw new InvalidArgumentError("must be model_version or deployment.");
  }
  return found;
}

/** `pedigree retire model_version churn:v1`: takes it out of use for good. */
export function register(program: Command): void {
  withAct(
    program
      .command("retire")
      .description("Take a model version or a deployment out of use for good.")
      .argument("<type>", "model_version or deployment", route)
      .argument("<id>", "its id"),
  )
    .requiredOption("--reason <text>", "why; stored encrypted")
    .action((where: string, id: string, options: ActOptions & { reason: string }) =>
      act(options, [where, id, "retirement"], { reason: options.reason }),
    );
}
