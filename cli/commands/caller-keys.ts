import type { Command } from "commander";
import { makeKeyFile, openKeyFile } from "@/cli/caller-keys/key-file";
import { prove } from "@/cli/caller-keys/prove";
import { type RemoteOptions, report, visitor, withApp, withRemote } from "@/cli/remote/connect";
import type { Remote } from "@/cli/remote/remote";
import { CallerKeyRow, CallerKeysReply, SigningReply } from "@/lib/contract/caller-keys";
import { SessionReply } from "@/lib/contract/identity";
import { PublicKeys } from "@/lib/contract/log";
import { SetupError } from "@/lib/errors";
import { publicKeyText } from "@/lib/tlog/public-key";

const KEYS = ["", "caller-keys"];

async function logName(app: Pick<Remote, "ask">): Promise<string> {
  return (await app.ask(PublicKeys, ["", "log", "keys"])).origin;
}

async function ownName(app: Remote): Promise<string> {
  const { user } = await app.ask(SessionReply, ["", "session"]);
  if (!user) {
    throw new SetupError("Nobody is signed in.", "Set PEDIGREE_TOKEN, or say --as NAME.");
  }
  return user.username;
}

function sayKey({ id, account, registeredAt, lastUsedAt, endedAt, endedBy, signedOnly }: CallerKeyRow): string {
  const end = endedAt ? `${endedBy === "rotation" ? "replaced" : "revoked"} ${endedAt}` : "signs";
  const only = signedOnly && !endedAt ? "  (only signed events are taken)" : "";
  return `${id}  ${account}  registered ${registeredAt}  last used ${lastUsedAt ?? "never"}  ${end}${only}`;
}

function making(keys: Command): void {
  keys
    .command("new")
    .description("Make a key in a new file that only you can read. The file stays here; only its public half is sent.")
    .argument("<file>", "where to write it")
    .action((file: string) => {
      const { keyid, publicKey } = makeKeyFile(file);
      console.log(
        `Key ${keyid}\npublic key ${publicKeyText(publicKey)}\nRegister it: pedigree caller-keys register ${file}`,
      );
    });
  keys
    .command("prove")
    .description("Print a proof that you hold a key, to be pasted into Settings or given to an administrator.")
    .argument("<file>", "the key file")
    .requiredOption("--account <name>", "user name of the account that the key is to belong to")
    .option("--replaces <file>", "key file of the key that it replaces")
    .option("--signed-only", "from then on only signed events are taken from the account")
    .option("--log <name>", "name of the installation's log (default: asked of the app)")
    .option("--url <address>", "address of the app")
    .action((file: string, options: ProveOptions) => printProof(file, options).catch(report));
}

interface ProveOptions {
  readonly account: string;
  readonly replaces?: string;
  readonly signedOnly?: boolean;
  readonly log?: string;
  readonly url?: string;
}

async function printProof(file: string, { account, replaces, signedOnly, log, url }: ProveOptions): Promise<void> {
  const [key, old] = [openKeyFile(file), replaces === undefined ? undefined : openKeyFile(replaces)];
  const name = log ?? (await logName(visitor(url)));
  console.log(JSON.stringify(prove({ log: name, account, key, old, signedOnly })));
}

async function registerKey(app: Remote, file: string, signedOnly?: boolean): Promise<void> {
  const proof = prove({ log: await logName(app), account: await ownName(app), key: openKeyFile(file), signedOnly });
  console.log(sayKey(await app.tell(CallerKeyRow, KEYS, { proof })));
}

async function rotateKey(app: Remote, oldFile: string, newFile: string): Promise<void> {
  const [old, key] = [openKeyFile(oldFile), openKeyFile(newFile)];
  const proof = prove({ log: await logName(app), account: await ownName(app), key, old });
  console.log(sayKey(await app.tell(CallerKeyRow, [...KEYS, old.keyid, "rotation"], { proof })));
}

async function listKeys(app: Remote, json: boolean): Promise<void> {
  const reply = await app.ask(CallerKeysReply, KEYS);
  const lines = [...reply.keys.map(sayKey), `${reply.keys.length} of ${reply.total}`];
  console.log(json ? JSON.stringify(reply) : lines.join("\n"));
}

function acts(keys: Command): void {
  withRemote(keys.command("register").description("Register a key for the account that you act as."))
    .argument("<file>", "the key file")
    .option("--signed-only", "from then on only signed events are taken from the account")
    .action((file: string, options: RemoteOptions & { signedOnly?: boolean }) =>
      withApp(options, undefined, (app) => registerKey(app, file, options.signedOnly)),
    );
  withRemote(keys.command("rotate").description("Put a new key in the place of an old one, which ends at that moment."))
    .argument("<old>", "file of the key that ends")
    .argument("<new>", "file of the key that follows it")
    .action((old: string, next: string, options: RemoteOptions) =>
      withApp(options, undefined, (app) => rotateKey(app, old, next)),
    );
  withRemote(keys.command("revoke").description("End a key for good. What it signed before stays valid."))
    .argument("<id>", "id of the key, such as sha256:…")
    .requiredOption("--reason <text>", "why; stored encrypted")
    .action((id: string, options: RemoteOptions & { reason: string }) =>
      withApp(options, undefined, async (app) => {
        const { reason } = options;
        console.log(sayKey(await app.tell(CallerKeyRow, [...KEYS, id, "revocation"], { reason })));
      }),
    );
  withRemote(
    keys.command("list").description("List the keys of the account that you act as; all, for who manages keys."),
  )
    .option("--json", "print the reply as JSON")
    .action((options: RemoteOptions & { json?: boolean }) =>
      withApp(options, undefined, (app) => listKeys(app, options.json === true)),
    );
}

function demand(keys: Command): void {
  withRemote(keys.command("require").description("Take only signed events from an account; needs account:manage."))
    .argument("<account>", "user name of the account")
    .option("--off", "take unsigned ones again")
    .action((account: string, options: RemoteOptions & { off?: boolean }) =>
      withApp(options, undefined, async (app) => {
        const body = { signedOnly: options.off !== true };
        const { signedOnly } = await app.tell(SigningReply, ["", "accounts", account, "signing"], body);
        console.log(`${account}: ${signedOnly ? "only signed events are taken" : "unsigned events are taken, too"}`);
      }),
    );
}

/** `pedigree caller-keys new|prove|register|rotate|revoke|list|require`: the keys with which callers sign what they send. */
export function register(program: Command): void {
  const keys = program
    .command("caller-keys")
    .description("Keys of your own, with which you sign the events that you send (the installation's are `keys`).");
  making(keys);
  acts(keys);
  demand(keys);
}
