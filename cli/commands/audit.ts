import { type Command, Option } from "commander";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { pages } from "@/cli/remote/pages";
import type { Remote } from "@/cli/remote/remote";
import { sayEvent, sayShown } from "@/cli/remote/say";
import { OUTCOMES } from "@/graph-schema/envelope";
import { AuditReply } from "@/lib/contract/reply";

interface Options extends RemoteOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly outcome?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

async function audit(app: Remote, options: Options): Promise<void> {
  const { type: subjectType, all = false, json, url: _, as: __, ...filter } = options;
  const ask = (cursor: string | undefined) => app.ask(AuditReply, ["", "audit"], { ...filter, subjectType, cursor });
  let shown = 0;
  for await (const reply of pages(all, ask)) {
    for (const event of reply.events) {
      console.log(json ? JSON.stringify(event) : sayEvent(event));
    }
    shown += reply.events.length;
    if (!json && (!all || reply.cursor === null)) {
      console.log(sayShown(shown, reply));
    }
  }
}

/** `pedigree audit`: who did what, newest first. */
export function register(program: Command): void {
  withRemote(
    program.command("audit").description("List the audit trail, newest first. Needs the permission audit:read."),
  )
    .option("--actor <name>", "user name or pseudonym")
    .option("--action <action>", "such as approve, view or sign_in_failed")
    .option("--type <type>", "kind of the artifact that it is about")
    .option("--subject <id>", "id of the artifact that it is about")
    .addOption(new Option("--outcome <outcome>").choices(OUTCOMES))
    .option("--from <time>", "recorded at or after (RFC 3339)")
    .option("--to <time>", "recorded before")
    .option("--limit <n>", "events in one page (1 to 500)", "100")
    .option("--all", "all pages instead of the first")
    .option("--json", "print the events as JSON, one a line")
    .action((options: Options) => withApp(options, "ada.auditor", (app) => audit(app, options)));
}
