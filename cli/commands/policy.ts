import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { type ActOptions, act, withAct } from "@/cli/remote/act";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { PoliciesReply, PolicyReply, RehearsalReply } from "@/lib/contract/policy";
import { sayReason } from "@/lib/contract/reasons";
import { SetupError } from "@/lib/errors";

type LookOptions = RemoteOptions & { readonly json?: boolean };

/** The policy in `file` as JSON; what is wrong with it the app tells. */
async function policyIn(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new SetupError(
      `${file} cannot be read (${error.code}).`,
      "Give the name of a JSON file that holds the policy.",
    );
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SetupError(
      `${file} is not JSON: ${String(error)}.`,
      "See docs/guides/approver.md for a policy to begin with.",
    );
  }
}

function sayRehearsal({ promotions, refused, total, since }: RehearsalReply): string[] {
  const lines = promotions.flatMap((each) => [
    `${each.recordedAt}  ${each.modelVersion}  ${each.fromStage} -> ${each.toStage}  ${each.refused ? "refused" : "let pass"}${each.origin === "asserted" ? "  (asserted)" : ""}`,
    ...each.reasons.map((reason) => `    ${sayReason(reason)}`),
  ]);
  return [...lines, `${refused} of ${promotions.length} would have been refused; ${total} promotions since ${since}.`];
}

function looks(policy: Command): void {
  withRemote(policy.command("list").description("List the policies of a project, the one in force first."))
    .option("--json", "print the reply as JSON")
    .action((options: LookOptions) =>
      withApp(options, "svc-ci", async (app) => {
        const reply = await app.ask(PoliciesReply, ["policies"]);
        const lines = reply.policies.map(
          ({ id, name, inForce }) => `${inForce ? "in force" : "        "}  ${id}  ${name}`,
        );
        console.log(options.json ? JSON.stringify(reply) : lines.join("\n"));
      }),
    );
  withRemote(policy.command("show").description("Print a policy as JSON.").argument("<policy>", "its id")).action(
    (id: string, options: RemoteOptions) =>
      withApp(options, "svc-ci", async (app) => {
        const { document } = await app.ask(PolicyReply, ["policies", id]);
        console.log(JSON.stringify(document, null, 2));
      }),
  );
  withRemote(
    policy
      .command("rehearse")
      .description("Say which of the promotions that were a policy would have refused. Nothing is published.")
      .argument("<file>", "JSON file with the policy"),
  )
    .option("--since <time>", "from when on (RFC 3339; default: a year back)")
    .option("--json", "print the reply as JSON")
    .action((file: string, options: LookOptions & { since?: string }) =>
      withApp(options, "svc-ci", async (app) => {
        const body = { policy: await policyIn(file), ...(options.since ? { since: options.since } : {}) };
        const reply = await app.tell(RehearsalReply, ["policies", "rehearsal"], body);
        console.log(options.json ? JSON.stringify(reply) : sayRehearsal(reply).join("\n"));
      }),
    );
}

/** `pedigree policy list|show|rehearse|publish`: what a promotion needs. */
export function register(program: Command): void {
  const policy = program.command("policy").description("Publish, show and try out the policies of promotions.");
  looks(policy);
  withAct(
    policy
      .command("publish")
      .description("Put a policy in force, from now on; requests under another one must be made anew.")
      .argument("<file>", "JSON file with the policy"),
  )
    .requiredOption("--reason <text>", "why; stored encrypted")
    .action(async (file: string, options: ActOptions & { reason: string }) =>
      act(options, ["policies"], { policy: await policyIn(file), reason: options.reason }, true),
    );
}
