import type { Command } from "commander";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import { sayTrace } from "@/cli/remote/say";
import { TraceReply } from "@/lib/contract/reply";

/** `pedigree trace P123`: from a prediction back to its data. */
export function register(program: Command): void {
  withRemote(
    program
      .command("trace")
      .description("Follow a prediction back to its deployment, model version, run, data, code and environment.")
      .argument("<prediction>", "id of the prediction, such as P123"),
  )
    .option("--json", "print the reply as JSON")
    .action((id: string, options: RemoteOptions & { json?: boolean }) =>
      withApp(options, "svc-ci", async (app) => {
        const look = (there: typeof app) => there.ask(TraceReply, ["artifacts", "prediction", id, "trace"]);
        const reply = await findAnywhere(app, options, look);
        console.log(options.json ? JSON.stringify(reply, null, 2) : sayTrace(reply).join("\n"));
      }),
    );
}
