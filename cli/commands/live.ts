import type { Command } from "commander";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import { sayLive } from "@/cli/remote/say-live";
import { LiveReply } from "@/lib/contract/promotion";

/** `pedigree live churn`: what is, or was, in production. */
export function register(program: Command): void {
  withRemote(
    program
      .command("live")
      .description(
        "Say what of a model is, or was, live: from which code, data, parameters and environment, approved by whom.",
      )
      .argument("<model>", "name of the model, such as churn"),
  )
    .option("--at <time>", "as it was then (RFC 3339, such as 2024-05-21T12:59:00Z)")
    .option("--target <environment>", "where it is deployed", "production")
    .option("--json", "print the reply as JSON")
    .action((model: string, options: RemoteOptions & { at?: string; target: string; json?: boolean }) =>
      withApp(options, "svc-ci", async (app) => {
        const { at, target } = options;
        const look = (there: typeof app) => there.ask(LiveReply, ["models", model, "live"], { at, target });
        const reply = await findAnywhere(app, options, look);
        const isPast = at !== undefined && Date.parse(reply.at) < Date.now();
        console.log(options.json ? JSON.stringify(reply, null, 2) : sayLive(reply, isPast).join("\n"));
      }),
    );
}
