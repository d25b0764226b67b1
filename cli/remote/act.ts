import type { Command } from "commander";
import { ActReply } from "@/lib/contract/promotion";
import { sayReason } from "@/lib/contract/reasons";
import { type RemoteOptions, withApp, withRemote } from "./connect";

export interface ActOptions extends RemoteOptions {
  readonly at?: string;
  readonly json?: boolean;
}

/** Gives a command the options of every act. An act is never anybody's by default: it needs a token or --as. */
export function withAct(command: Command): Command {
  return withRemote(command)
    .option("--at <time>", "when it happened (RFC 3339); only a project that is a simulation takes it")
    .option("--json", "print the reply as JSON");
}

/** What was done, and under which record. */
function sayAct({ event, made, gate }: ActReply): string[] {
  const open = gate?.open ? ["The gate is open."] : [];
  return [
    ...(made ? [`${made.type.replaceAll("_", " ")} ${made.id}`] : ["Done."]),
    `on record as ${event.id}, at ${event.recordedAt}`,
    ...(gate && !gate.open ? ["The gate is shut:", ...gate.reasons.map((reason) => `  ${sayReason(reason)}`)] : open),
  ];
}

/** Sends an act and tells what became of it; `isSigned` where a person puts their name to it and shows again who they are. */
export function act(
  options: ActOptions,
  parts: readonly string[],
  body: Record<string, unknown>,
  isSigned = false,
): Promise<void> {
  return withApp(options, undefined, async (app) => {
    const more = { ...(options.at ? { at: options.at } : {}), ...(isSigned ? app.signature : {}) };
    const reply = await app.tell(ActReply, parts, { ...body, ...more });
    console.log(options.json ? JSON.stringify(reply) : sayAct(reply).join("\n"));
  });
}
