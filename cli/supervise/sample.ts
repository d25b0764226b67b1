import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fileJournal, type Journal } from "@/cli/sample/journal";
import { recordSample } from "@/cli/sample/record";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { ensureSampleAccounts, type SampleAccounts } from "@/lib/identity/sample";
import type { Home } from "./home";
import type { Progress } from "./progress";

const IS_EMPTY = "RETURN NOT EXISTS { MATCH (:AuditEvent) } AS empty";

/** The sample that this start has to bring, or nothing. */
export interface Sample {
  readonly accounts: SampleAccounts["accounts"];
  readonly journal: Journal;
}

/** Each database has a journal of its own: the local one's lies beside its data, and goes with it. */
function journalFile(home: Home): string {
  const { isEmbedded, neo4j } = configuration();
  const database = createHash("sha256").update(`${neo4j.uri}/${neo4j.database}`).digest("hex").slice(0, 12);
  return isEmbedded ? join(home.neo4j, "sample-journal.json") : join(home.run, `sample-journal-${database}.json`);
}

/**
 * Makes the sample's accounts and decides whether its story has to be told: in a local database that was empty, where
 * it was wished for, and where an earlier telling was cut off.
 */
export async function prepareSample(home: Home, isWished: boolean): Promise<Sample | undefined> {
  const file = journalFile(home);
  const [log] = await read((tx) => tx.rows(IS_EMPTY, {}, z.object({ empty: z.boolean() })));
  const isFirst = configuration().isEmbedded && log?.empty === true;
  if (!isFirst && !isWished && !existsSync(file)) {
    return undefined;
  }
  const journal = fileJournal(file);
  // Before the accounts, or a crash after them would leave a log that is neither empty nor told.
  await journal.save(await journal.load());
  return { accounts: (await ensureSampleAccounts()).accounts, journal };
}

/** Tells the story to the app, from where an earlier telling ended. */
export async function tellSample(
  { accounts, journal }: Sample,
  address: { local: string; public: string },
  progress: Progress,
): Promise<void> {
  let told = Date.now();
  const { steps } = await recordSample(address.local, {
    accounts,
    publicUrl: address.public,
    journal,
    onStep(done, total) {
      if (Date.now() - told > 3_000) {
        told = Date.now();
        progress.say(`Recording the sample story: ${done} of ${total} steps`);
      }
    },
  });
  if (steps > 0) {
    progress.say(`Recorded the sample story (${steps} steps, project "sample")`);
  }
}

/** How to sign in as each persona of the sample. */
export function signInHints({ accounts }: Sample): string[] {
  const widest = Math.max(...accounts.map(({ username }) => username.length));
  return accounts.map(({ username, password, role }) => `${username.padEnd(widest)}  ${password}  ${role}`);
}
