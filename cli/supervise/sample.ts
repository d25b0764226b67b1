import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UnexpectedAnswer, Unreachable } from "@/cli/sample/door";
import { fileJournal, type Journal } from "@/cli/sample/journal";
import { recordSample } from "@/cli/sample/record";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { ensureSampleAccounts, type SampleAccounts } from "@/lib/identity/sample";
import type { Home } from "./home";
import type { Progress } from "./progress";

const IS_EMPTY = "RETURN NOT EXISTS { MATCH (:AuditEvent) } AS empty";

type Accounts = SampleAccounts["accounts"];

/** Each database has a journal of its own: the local one's lies beside its data, and goes with it. */
function journalFile(home: Home): string {
  const { isEmbedded, neo4j } = configuration();
  const database = createHash("sha256").update(`${neo4j.uri}/${neo4j.database}`).digest("hex").slice(0, 12);
  return isEmbedded ? join(home.neo4j, "sample-journal.json") : join(home.run, `sample-journal-${database}.json`);
}

/**
 * The journal of the story, where it has to be told: in a local database that was empty, where it was wished for, and
 * where an earlier telling was cut off. To be asked before the app opens and writes.
 */
export async function planSample(home: Home, isWished: boolean): Promise<Journal | undefined> {
  const file = journalFile(home);
  const [log] = await read((tx) => tx.rows(IS_EMPTY, {}, z.object({ empty: z.boolean() })));
  const isFirst = configuration().isEmbedded && log?.empty === true;
  if (!isFirst && !isWished && !existsSync(file)) {
    return undefined;
  }
  const journal = fileJournal(file);
  // Before the accounts, or a crash after them would leave a log that is neither empty nor told.
  await journal.save(await journal.load());
  return journal;
}

/** Makes sure that the people of the story can sign in. */
export async function sampleAccounts(progress: Progress): Promise<Accounts> {
  // Said first: the passwords of new people take seconds to hash.
  progress.say("Making sure that the people of the sample story can sign in");
  return (await ensureSampleAccounts()).accounts;
}

/** What stopped the story, in a line: the app is up all the same, and the next start goes on from there. */
function whyItStopped(error: unknown): string {
  if (!(error instanceof UnexpectedAnswer || error instanceof Unreachable)) {
    throw error;
  }
  return `WARNING: the sample story is not whole; the next start tells the rest. ${error.message.slice(0, 400)}`;
}

/** Tells the story to the app, from where an earlier telling ended. */
export async function tellSample(
  story: { readonly accounts: Accounts; readonly journal: Journal },
  address: { readonly local: string; readonly public: string },
  progress: Progress,
): Promise<void> {
  // The first line at once: the first request may take a while.
  let told = 0;
  const telling = recordSample(address.local, {
    ...story,
    publicUrl: address.public,
    onStep(done, total) {
      if (done < total && Date.now() - told > 3_000) {
        told = Date.now();
        progress.say(`Recording the sample story: ${done} of ${total} steps`);
      }
    },
  });
  const said = await telling.then(
    ({ steps }) => (steps > 0 ? `Recorded the sample story (${steps} steps, project "sample")` : undefined),
    whyItStopped,
  );
  if (said) {
    progress.say(said);
  }
}

/** How to sign in as each persona of the sample. */
export function signInHints(accounts: Accounts): string[] {
  const widest = Math.max(...accounts.map(({ username }) => username.length));
  return accounts.map(({ username, password, role }) => `${username.padEnd(widest)}  ${password}  ${role}`);
}
