import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import { type Envelope, type EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { confirmHeads, destroyKeys, headsUnder, SUBJECT_KEY_KEPT_MS } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { eventDigest } from "@/lib/ledger/event-node";
import { NoteRow, provenEnvelope, signedEvents } from "@/lib/ledger/proven";
import { eraseCopies, partName } from "@/lib/log/erase-copies";
import { ERASURE, erasureName } from "@/lib/log/gone";
import type { LogStorage } from "@/lib/log/storage";
import { ERASURES, LOCK_PRIVACY, REQUESTS, TAKE_PARTS } from "./queries";

/** Parts that one transaction takes, with one event that says so. */
const MOST_TAKEN = 10_000;
/** What another process may still need after it forgot a key, to write down what it encrypted by it. */
const MARGIN_MS = 500;

/** A request that the recorder signed. */
interface Request {
  readonly envelope: Envelope;
  readonly digest: string;
  readonly accounts: readonly Pseudonym[];
}

async function requests(tx: ReadTx): Promise<Request[]> {
  const found: Request[] = [];
  for (const { note } of await tx.rows(REQUESTS, {}, NoteRow)) {
    const envelope = await provenEnvelope(note);
    const told = ACTIONS.request_erasure.facts.safeParse(envelope?.facts).data;
    if (envelope?.action === "request_erasure" && envelope.outcome === "done") {
      const accounts = z.array(Pseudonym).parse(told?.accounts ?? []);
      found.push({ envelope, digest: eventDigest(note), accounts });
    }
  }
  return found;
}

/** How far each erasure is, by the account's pseudonym; kept outside of the database. */
async function progress(): Promise<ReadonlyMap<string, number>> {
  const heads = await headsUnder(ERASURE.prefix);
  return new Map(heads.map(({ subject, sequence }) => [subject.slice(ERASURE.prefix.length), sequence]));
}

function reached({ digest, accounts }: Pick<Request, "digest" | "accounts">, sequence: number): Promise<void> {
  return confirmHeads(
    accounts.map((account) => ({ subject: erasureName(account), sequence, digest, action: "erase" })),
  );
}

/** Is there an event already that says what was taken for this request? */
async function isTold(tx: ReadTx, { envelope }: Request): Promise<boolean> {
  return (await signedEvents(tx, ERASURES, {})).some(({ refers_to }) => refers_to === envelope.id);
}

/** The digest over which parts were taken: their ids, sorted, one a line. */
export function setDigest(ids: readonly string[]) {
  return sha256(
    [...ids]
      .sort()
      .map((id) => `${id}\n`)
      .join(""),
  );
}

/** Takes the next parts with the event that says so; false once nothing is left and an event tells of it. */
function takeParts(system: EnvelopeActor, request: Request): Promise<boolean> {
  const keys = request.accounts.map(subjectKey);
  return write(async (tx) => {
    await tx.run(LOCK_PRIVACY, {});
    const isAgain = await isTold(tx, request);
    const taken = await tx.rows(TAKE_PARTS, { keys, limit: MOST_TAKEN }, z.object({ id: z.string() }));
    if (taken.length === 0 && isAgain) {
      return false;
    }
    const ids = taken.map(({ id }) => id);
    const facts = { accounts: [...request.accounts], parts: ids.length, set_sha256: setDigest(ids) };
    const draft = { project: DEFAULT_PROJECT, action: "erase", origin: "acted", outcome: "done" } as const;
    await append(tx, [
      { ...draft, actor: system, facts, refersTo: request.envelope.id, after: request.envelope.stamp },
    ]);
    return ids.length === MOST_TAKEN;
  });
}

/** Each step may be done again: whoever dies between two of them left nothing that the next start does not finish. */
async function carryOut(system: EnvelopeActor, request: Request): Promise<void> {
  await destroyKeys(request.accounts.map(subjectKey));
  // From here on nothing opens. What other processes encrypt meanwhile is taken with the rest.
  await pause(SUBJECT_KEY_KEPT_MS + MARGIN_MS);
  while (await takeParts(system, request)) {
    // On to the next parts.
  }
  await reached(request, ERASURE.taken);
}

/** Carries out the erasures that were asked for and are not done; returns how many. The copies beside the log go by {@link eraseCopiesOf}. */
export async function carryOutErasures(system: EnvelopeActor): Promise<number> {
  const [asked, far] = await Promise.all([read(requests), progress()]);
  const open = asked.filter(({ accounts }) => accounts.some((account) => (far.get(account) ?? 0) < ERASURE.taken));
  for (const request of open) {
    await carryOut(system, request);
  }
  return open.length;
}

/**
 * Takes the copies beside the log away of those whose parts are gone from the database; says how many versions of files a
 * lock holds, which nobody can open any more. For whoever integrates, between two rounds.
 */
export async function eraseCopiesOf(storage: LogStorage): Promise<{ readonly locked: number } | undefined> {
  const far = await progress();
  const accounts = [...far].flatMap(([account, sequence]) =>
    sequence === ERASURE.taken ? [Pseudonym.parse(account)] : [],
  );
  if (accounts.length === 0) {
    return undefined;
  }
  const keys = new Set(accounts.map(subjectKey));
  const { locked } = await eraseCopies(
    storage,
    (parts) => new Set(parts.filter(({ key }) => keys.has(key)).map(partName)),
  );
  await reached({ digest: "done", accounts }, ERASURE.done);
  return { locked };
}
