import { Argument, type Command } from "commander";
import { findInstallation } from "@/cli/admin/installation";
import { closeGraph } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { publicKeys } from "@/lib/keys/client";
import type { KeyUse } from "@/lib/keys/protocol";
import { retireOld, rotate } from "@/lib/log/rotate";

async function there<T>(work: () => Promise<T>): Promise<T> {
  await findInstallation();
  try {
    return await work();
  } finally {
    await closeGraph();
  }
}

async function system() {
  await ensureSystemAccounts();
  return builtInActor("system");
}

/** `pedigree keys show|rotate|retire`: the signing keys of this installation. */
export function register(program: Command): void {
  const keys = program.command("keys").description("The signing keys of this installation.");
  keys
    .command("show")
    .description("Print the log's name and its verifier keys: what others pin.")
    .action(() => there(async () => console.log(JSON.stringify(await publicKeys(), null, 2))));
  keys
    .command("rotate")
    .description(
      "Sign with a new key from now on. The old key signs the record of it; a log key signs beside the new one until retired.",
    )
    .addArgument(
      new Argument("<use>", "events: the recorder's key; log: the key of the checkpoints").choices(["events", "log"]),
    )
    .action((of: KeyUse) =>
      there(async () => {
        const { vkey, recorded } = await rotate(await system(), of);
        console.log(`New key: ${vkey}\nOn record as ${recorded.id}. Tell those who pinned the old one:`);
        console.log("  npx pedigree keys show > trust.json");
      }),
    );
  keys
    .command("retire")
    .description(
      "Let only the newest key of the log sign. The recorder has one at a time: rotating retires the old one.",
    )
    .addArgument(new Argument("<use>", "log: the key of the checkpoints").choices(["log"]))
    .action(() =>
      there(async () => {
        const { vkey, recorded } = await retireOld(await system());
        console.log(`Only ${vkey} signs now.\nOn record as ${recorded.id}.`);
      }),
    );
}
