import { z } from "zod";
import { instant } from "@/graph-schema/values";
import { write } from "@/lib/graph/session";
import { done } from "./act";
import { actorOf, BUILT_IN, builtInActor } from "./caller";
import { ACTOR_EXISTS, CLEAR_NAMES, CREATE_ACCOUNT, LOCK_IDENTITY, REPLACE_ACCOUNT } from "./queries";
import { ACCOUNT, type AccountRow, opened, RawRow, sealed } from "./rows";

const Found = z.object({ found: z.int(), rows: z.int() });

/** Enrols one built-in account unless that was done before. Pedigree enrols itself: nobody else is there yet. */
async function ensure(name: keyof typeof BUILT_IN): Promise<void> {
  const system = await builtInActor("system");
  const { account } = await builtInActor(name);
  const row: AccountRow = {
    id: name,
    username: name,
    displayName: BUILT_IN[name],
    kind: "system",
    roles: [],
    account,
    createdAt: instant(Date.now()),
  };
  await write(async (tx) => {
    await tx.run(LOCK_IDENTITY, {});
    const [existing] = await tx.rows(ACTOR_EXISTS, { account }, Found);
    // A database that was restored from the log has the actor, and not the row, which is no part of the record.
    if (existing?.rows === 0) {
      await tx.run(CREATE_ACCOUNT, { row: await sealed(ACCOUNT, row) });
    }
    if (existing?.found === 0) {
      await done(tx, {
        actor: system,
        action: "enrol",
        facts: { kind: "system", roles: [] },
        enrols: actorOf(row),
      });
    }
  });
}

// The framework may load a module twice; asking twice would only cost time.
const shared = globalThis as typeof globalThis & { pedigreeSystemAccounts?: Promise<void> | undefined };

/** Hides the names of people whose rows are from before names were hidden. Nothing that they say changes, so it is no event. */
async function hideClearNames(): Promise<void> {
  await write(async (tx) => {
    await tx.run(LOCK_IDENTITY, {});
    for (const { account } of await tx.rows(CLEAR_NAMES, {}, z.object({ account: RawRow }))) {
      const row = await opened(ACCOUNT, account);
      if (row !== "forged") {
        await tx.run(REPLACE_ACCOUNT, { row: await sealed(ACCOUNT, row) });
      }
    }
  });
}

/**
 * Makes sure that the accounts exist which every record needs: Pedigree's own, and that of whoever is not signed in.
 * Any number of instances may call it at once; after a failure the next call tries again.
 */
export function ensureSystemAccounts(): Promise<void> {
  shared.pedigreeSystemAccounts ??= ensure("system")
    .then(() => ensure("anonymous"))
    .then(hideClearNames)
    .catch((error: unknown) => {
      shared.pedigreeSystemAccounts = undefined;
      throw error;
    });
  return shared.pedigreeSystemAccounts;
}
