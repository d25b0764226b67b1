import type { Command } from "commander";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { type PasskeyRow, PasskeysReply } from "@/lib/contract/passkeys";

function sayPasskey({ id, name, registeredAt, lastUsedAt, isSynced }: PasskeyRow): string {
  const where = isSynced ? "synced" : "not synced";
  return `${id}  ${name}  registered ${registeredAt}  last used ${lastUsedAt ?? "never"}  ${where}`;
}

function listing(passkeys: Command): void {
  withRemote(passkeys.command("list").description("List the passkeys of an account; needs account:manage."))
    .argument("<account>", "user name of the account")
    .option("--json", "print the reply as JSON")
    .action((account: string, options: RemoteOptions & { json?: boolean }) =>
      withApp(options, undefined, async (app) => {
        const reply = await app.ask(PasskeysReply, ["", "accounts", account, "passkeys"]);
        const lines = [...reply.passkeys.map(sayPasskey), `${reply.passkeys.length} of ${reply.total}`];
        console.log(options.json ? JSON.stringify(reply) : lines.join("\n"));
      }),
    );
}

function removing(passkeys: Command): void {
  withRemote(
    passkeys
      .command("remove")
      .description("Remove a passkey whose device was lost, and end the account's sessions; needs account:manage."),
  )
    .argument("<account>", "user name of the account")
    .argument("<id>", "id of the passkey, as `list` shows it")
    .action((account: string, id: string, options: RemoteOptions) =>
      withApp(options, undefined, async (app) => {
        await app.remove(["", "accounts", account, "passkeys", id]);
        console.log(`${id} of ${account} is removed, on record; a finding tells others of it.`);
      }),
    );
}

/** `pedigree passkeys list|remove`: passkeys of somebody else, for whoever manages accounts. */
export function register(program: Command): void {
  const passkeys = program
    .command("passkeys")
    .description("Passkeys by which people sign in and sign. Their owners register and remove them in Settings.");
  listing(passkeys);
  removing(passkeys);
}
