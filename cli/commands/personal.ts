import type { Command } from "commander";
import { z } from "zod";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { PrivacyReply } from "@/lib/contract/personal";

interface SetOptions extends RemoteOptions {
  readonly permanent: string;
  readonly encrypted: string;
  readonly service?: string;
  readonly reason: string;
}

function say(name: string, { permanent, encrypted, decided }: PrivacyReply["project"]): string {
  const since = decided ? `since ${decided.recordedAt} (${decided.eventId})` : "by default";
  return `${name}: permanent ${permanent}, encrypted ${encrypted}, ${since}`;
}

/** `pedigree personal show|set`: what becomes of personal data in the events of a project. */
export function register(program: Command): void {
  const personal = program.command("personal").description("What becomes of personal data in events that are sent.");
  withRemote(personal.command("show").description("Say what was decided for the project, and for services in it."))
    .option("--json", "print the reply as JSON")
    .action((options: RemoteOptions & { json?: boolean }) =>
      withApp(options, "ada.auditor", async (app) => {
        const reply = await app.ask(PrivacyReply, ["personal-data"]);
        const lines = [
          say(`project ${app.project}`, reply.project),
          ...reply.services.map((each) => say(each.who.username ?? each.who.account, each)),
        ];
        console.log(options.json ? JSON.stringify(reply) : lines.join("\n"));
      }),
    );
  withRemote(personal.command("set").description("Decide it, from now on; needs policy:publish."))
    .requiredOption("--permanent <what>", "in facts: refuse, redact or quarantine")
    .requiredOption("--encrypted <what>", "in the rest of the metadata: refuse, redact, quarantine or keep")
    .option("--service <name>", "only for events of this service, which then outranks the project's")
    .requiredOption("--reason <text>", "why; stored encrypted")
    .action(({ permanent, encrypted, service, reason, ...options }: SetOptions) =>
      withApp(options, undefined, async (app) => {
        await app.tell(z.unknown(), ["personal-data"], {
          permanent,
          encrypted,
          reason,
          ...(service ? { service } : {}),
        });
        console.log(`${service ?? `project ${app.project}`}: permanent ${permanent}, encrypted ${encrypted}`);
      }),
    );
}
