import type { Command } from "commander";
import { withApp, withRemote } from "@/cli/remote/connect";
import { type Acting, act, type Options, say, withReason } from "@/cli/remote/privacy-acts";
import { sayQuarantine, sayQuarantined } from "@/cli/remote/say-quarantine";
import { type QuarantineDecision, QuarantinedReply, QuarantineReply } from "@/lib/contract/quarantine";
import { SetupError } from "@/lib/errors";

function looking(quarantine: Command): void {
  withRemote(quarantine.command("list").description("Show what waits in the project, the oldest first."))
    .option("--json", "print the reply as JSON")
    .action((options: Options) =>
      withApp(options, undefined, async (app) => {
        const reply = await app.ask(QuarantineReply, ["", "privacy", "quarantine"], { project: app.project });
        say(options, reply, sayQuarantine(reply));
      }),
    );
  withRemote(
    quarantine
      .command("show")
      .description("Show what was found where in events that were set aside together; that is recorded.")
      .argument("<id>", "as list says it"),
  )
    .option("--values", "show the events as they were sent, too; that is recorded as such")
    .option("--json", "print the reply as JSON")
    .action((id: string, options: Options & { values?: boolean }) =>
      withApp(options, undefined, async (app) => {
        const query = options.values ? { values: "true" } : {};
        const reply = await app.ask(QuarantinedReply, ["quarantine", id], query);
        say(options, reply, sayQuarantined(reply));
      }),
    );
}

function decide(options: Acting, id: string, decision: QuarantineDecision, then: string): Promise<void> {
  return act(options, ["quarantine", id, "decision"], { decision }, then);
}

function deciding(command: Command): Command {
  return withReason(command).argument("<id>", "as list says it");
}

/** `pedigree quarantine list|show|release|discard`: events that wait because something personal is in them. */
export function register(program: Command): void {
  const quarantine = program
    .command("quarantine")
    .description("Events that wait, unrecorded, because something personal is in them.");
  looking(quarantine);
  deciding(quarantine.command("release").description("Have them recorded as they were sent, or without that."))
    .option("--redacted", "take out what is personal")
    .action((id: string, options: Acting & { redacted?: boolean }) =>
      options.redacted
        ? decide(options, id, "redact", "Recorded without what was personal.")
        : decide(options, id, "release", "Recorded as sent."),
    );
  deciding(quarantine.command("discard").description("Have them never recorded. For good."))
    .option("--yes", "do it")
    .action((id: string, options: Acting & { yes?: boolean }) => {
      if (!options.yes) {
        throw new SetupError("Nothing was discarded.", "Look at `pedigree quarantine show` first, then add --yes.");
      }
      return decide(options, id, "discard", "Discarded; nobody can bring them back.");
    });
}
