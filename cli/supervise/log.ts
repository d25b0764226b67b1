import { Anchors } from "@/lib/anchors/open";
import { sayFinding } from "@/lib/contract/findings";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { done } from "@/lib/identity/act";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { lastSignedCheckpoint } from "@/lib/keys/client";
import { ownLog } from "@/lib/log/beside";
import { raise } from "@/lib/log/findings";
import { entriesHeld } from "@/lib/log/head";
import { logStorage } from "@/lib/log/open";
import { publishedCheckpoint } from "@/lib/log/proofs";
import { recoverHead } from "@/lib/log/recover";
import { entriesMissing, restore } from "@/lib/log/restore";
import { Tampered } from "@/lib/log/storage";
import { ownTrust } from "@/lib/log/verification";
import { statedTree } from "@/lib/tlog/checkpoint";
import type { Progress } from "./progress";

const TOLD_EVERY_MS = 3_000;

const UNRECOVERABLE =
  "Somebody changed the database beside the app. Put back its newest backup; or move it aside and run `npm start -- --restore`, which rebuilds it from the log's files.";

async function signedSize(): Promise<number> {
  const note = await lastSignedCheckpoint();
  return note === null ? 0 : (statedTree(note)?.size ?? 0);
}

async function restoreNow(progress: Progress): Promise<void> {
  let told = Date.now();
  const { from, to, root } = await restore(logStorage(), (reached, of) => {
    if (Date.now() - told > TOLD_EVERY_MS) {
      told = Date.now();
      progress.say(`Restoring the database from the log: ${reached} of ${of} entries`);
    }
  });
  await ensureSystemAccounts();
  const actor = await builtInActor("system");
  const { id } = await write((tx) => done(tx, { actor, action: "restore", facts: { from, to, root } }));
  progress.say(`Restored ${to - from} of ${to} entries from the log, on record as ${id}`);
}

/** A head that is there lets people look at what is signed, and the log grows by nothing; without one nothing is known. */
async function tellUnrecoverable(error: unknown, progress: Progress): Promise<undefined> {
  if (!(error instanceof Tampered)) {
    throw error;
  }
  if ((await read(entriesHeld)) < (await signedSize())) {
    throw new SetupError(error.message, UNRECOVERABLE);
  }
  progress.say(`WARNING: ${error.message}. The log takes nothing in. ${UNRECOVERABLE}`);
}

/**
 * The head follows from the entries, so each start brings it back where they are the signed ones; that somebody took it away
 * is on record, and a finding.
 */
async function recoverNow(progress: Progress): Promise<void> {
  const recovered = await recoverHead(logStorage(), async (tx, { from, to, root }) => {
    await ensureSystemAccounts();
    await done(tx, { actor: await builtInActor("system"), action: "restore", facts: { what: "head", from, to, root } });
  }).catch((error: unknown) => tellUnrecoverable(error, progress));
  if (recovered) {
    const { fault: detail, to } = recovered;
    await raise(await builtInActor("system"), { kind: "head_differs", detail });
    progress.say(`WARNING: somebody changed the database: ${detail}. Brought back to ${to} entries, on record`);
  }
}

/** Witnesses and locked copies know of a larger log, or of another one: then this is not the log that they saw. */
async function refuseWhatOutsidersContradict(progress: Progress): Promise<void> {
  const storage = logStorage();
  const published = await publishedCheckpoint(storage);
  if (!published) {
    return;
  }
  const anchors = new Anchors(configuration().anchors, (what) => progress.say(`WARNING: an anchor fails: ${what}`));
  const [contradiction] = await anchors.compare(ownLog(storage, published, await ownTrust()));
  if (contradiction) {
    const { what, toDo } = sayFinding(contradiction.kind);
    throw new SetupError(`${what} (${contradiction.detail})`, toDo);
  }
}

/**
 * Brings the log's head back where it alone is wrong. Refuses a database that is older than what was published or signed: an old backup, or events that somebody took out.
 * With `isWished` it is brought up to the published log instead, on record.
 */
export async function settleLog(isWished: boolean, progress: Progress): Promise<void> {
  await recoverNow(progress);
  const { has, published } = await entriesMissing(logStorage());
  const signed = await signedSize();
  if (isWished && has < published) {
    await restoreNow(progress);
  } else if (has < Math.max(published, signed)) {
    throw new SetupError(
      `The database is older than its log: it has ${has} entries, and a checkpoint of ${Math.max(published, signed)} was ${published < signed ? "signed" : "published"}. It is an old backup, or somebody took events out.`,
      published < signed
        ? "Put back the newest backup of the database and of the log's files together."
        : "Put back a newer backup; or run `npm start -- --restore`, which brings the missing events back from the log's files and records that it did.",
    );
  }
  await refuseWhatOutsidersContradict(progress);
}
