import type { Command } from "commander";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { PrivacyActReply } from "@/lib/contract/privacy";

export interface Options extends RemoteOptions {
  readonly json?: boolean;
}

/** Of an act to which a person puts their name. */
export interface Acting extends Options {
  readonly reason: string;
}

/** Prints a reply: as JSON where that is wanted, otherwise in these lines. */
export function say(options: Options, reply: unknown, lines: readonly string[]): void {
  console.log(options.json ? JSON.stringify(reply, null, 2) : lines.join("\n"));
}

/** Sends an act to which a person puts their name. */
export function act(
  options: Acting,
  parts: readonly string[],
  body: Record<string, unknown>,
  then: string,
): Promise<void> {
  return withApp(options, undefined, async (app) => {
    const sent = { ...body, reason: options.reason, ...app.signature };
    const reply = await app.tell(PrivacyActReply, parts, sent);
    say(options, reply, [then, `on record as ${reply.eventId}`]);
  });
}

/** Adds what such an act takes. */
export function withReason(command: Command): Command {
  return withRemote(command)
    .requiredOption("--reason <text>", "why; stored encrypted under your key: do not name the person")
    .option("--json", "print the reply as JSON");
}
