import type { Command } from "commander";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { sayWho } from "@/cli/remote/say";
import { IdentityRow, LinkedReply } from "@/lib/contract/sign-in";

function sayLinked({ id, provider, who, linkedAt, isOnlyWay }: LinkedReply["linked"][number]): string {
  const only = isOnlyWay ? "  the only way in" : "";
  return `${sayWho(who)}  at ${provider} since ${linkedAt}  ${id}${only}`;
}

function listing(identities: Command): void {
  withRemote(
    identities
      .command("list")
      .description("List the accounts into which somebody at a provider gets, the newest first."),
  )
    .option("--json", "print the reply as JSON")
    .action((options: RemoteOptions & { json?: boolean }) =>
      withApp(options, undefined, async (app) => {
        const reply = await app.ask(LinkedReply, ["", "identities"]);
        const lines = [...reply.linked.map(sayLinked), `${reply.linked.length} of ${reply.total}`];
        console.log(options.json ? JSON.stringify(reply) : lines.join("\n"));
      }),
    );
}

interface LinkOptions extends RemoteOptions {
  readonly provider: string;
  readonly subject: string;
}

function linking(identities: Command): void {
  withRemote(identities.command("link").description("Let whoever a provider calls so sign in as an account."))
    .argument("<account>", "user name of the account")
    .requiredOption("--provider <id>", "as PEDIGREE_SIGN_IN calls it")
    .requiredOption("--subject <sub>", "the claim sub of the provider, exactly")
    .action((account: string, { provider, subject, ...options }: LinkOptions) =>
      withApp(options, undefined, async (app) => {
        const made = await app.tell(IdentityRow, ["", "accounts", account, "identities"], { provider, subject });
        console.log(`${account} is linked as ${made.id}, on record; a finding tells others of it.`);
      }),
    );
}

function unlinking(identities: Command): void {
  withRemote(identities.command("unlink").description("End that, and the sessions of the account."))
    .argument("<account>", "user name of the account")
    .argument("<id>", "id of the link, as `list` shows it")
    .option("--even-if-last", "also where nobody gets into the account afterwards")
    .action((account: string, id: string, options: RemoteOptions & { evenIfLast?: boolean }) =>
      withApp(options, undefined, async (app) => {
        const query: Record<string, string> = options.evenIfLast ? { evenIfLast: "true" } : {};
        await app.remove(["", "accounts", account, "identities", id], query);
        console.log(`${account} is linked as ${id} no more, on record.`);
      }),
    );
}

/** `pedigree identities list|link|unlink`: by whose sign-ins at providers one gets into which account; needs account:manage. */
export function register(program: Command): void {
  const identities = program
    .command("identities")
    .description("Who at which provider signs in as whom, for whoever manages accounts.");
  listing(identities);
  linking(identities);
  unlinking(identities);
}
