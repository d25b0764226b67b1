import { type Command, Option } from "commander";
import { asWritten } from "@/cli/remote/as-written";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import { pages } from "@/cli/remote/pages";
import type { Remote } from "@/cli/remote/remote";
import { sayNode, sayWalked } from "@/cli/remote/say";
import { LineageReply } from "@/lib/contract/reply";

interface Options extends RemoteOptions {
  readonly direction: string;
  readonly depth: string;
  readonly types?: string;
  readonly contains?: string;
  readonly limit: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

async function walk(app: Remote, type: string, id: string, options: Options): Promise<void> {
  const { direction, depth, types, contains: q, limit, all = false } = options;
  const ask = (cursor: string | undefined) =>
    app.ask(LineageReply, ["artifacts", type, id, "lineage"], { direction, depth, types, q, limit, cursor });
  for await (const reply of pages(all, ask)) {
    if (options.json) {
      console.log(JSON.stringify(reply));
    } else {
      const isLast = !all || reply.cursor === null;
      console.log([...reply.nodes.map(sayNode), ...(isLast ? [sayWalked(reply, all)] : [])].join("\n"));
    }
  }
}

/** `pedigree walk TYPE ID`: the lineage of an artifact, nearest first. */
export function register(program: Command): void {
  withRemote(
    program
      .command("walk")
      .description("List what an artifact was made from and what was made from it, nearest first.")
      .argument("<type>", "kind of the artifact, such as prediction or model_version")
      .argument("<id>", "its id"),
  )
    .addOption(new Option("--direction <side>").choices(["upstream", "downstream", "both"]).default("both"))
    .option("--depth <hops>", "how far from the artifact (1 to 10)", "1")
    .option("--types <list>", "only these kinds, with commas between them; the walk passes through the others")
    .option("--contains <text>", "only artifacts whose id contains this")
    .option("--limit <n>", "artifacts in one page (1 to 500)", "250")
    .option("--all", "all pages instead of the first")
    .option("--json", "print the replies as JSON, one a line")
    .action((type: string, id: string, options: Options) =>
      withApp(options, "svc-ci", (app) =>
        asWritten([type, id], () => findAnywhere(app, options, (there) => walk(there, type, id, options))),
      ),
    );
}
