import { z } from "zod";
import { ACTION_NAMES } from "@/graph-schema/actions";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { RETENTION_CLASSES, type RetentionClass } from "@/graph-schema/privacy";
import { retentionClass } from "@/graph-schema/retention";
import { instantOf, type Stamp } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { type Acted, done, refused } from "@/lib/identity/act";
import type { Caller } from "@/lib/identity/caller";
import type { Signature } from "@/lib/identity/reauthenticate";
import { confirmHeads, destroyKeys, headsOf } from "@/lib/keys/client";
import { QuarantineKey, subjectKey } from "@/lib/keys/names";
import type { PayloadPart, Recorded } from "@/lib/ledger/draft";
import { type CopiedPart, eraseCopies, partName } from "@/lib/log/erase-copies";
import { type Gone, goneBySignature } from "@/lib/log/gone";
import type { LogStorage } from "@/lib/log/storage";
import { setDigest } from "./carry-out";
import { holdsNow, keysHeld } from "./holds";
import { actsUnder } from "./quarantine";
import { SWEEP_QUARANTINE } from "./quarantine-queries";
import { ACTIONS_OF, COUNT_DUE, LOCK_PRIVACY, PARTS_THERE, TAKE_DUE } from "./queries";
import { dueStamps } from "./windows";

/** Parts that one sweep takes, with one event that says so; more are for the next one. */
const MOST_TAKEN = 10_000;

type Until = Record<RetentionClass, Stamp>;

/** Outside of the database: the last sweep, and the last of which the copies beside the log are gone. */
const SWEPT = { taken: "retention:taken", copies: "retention:copies" } as const;

function classes(until: Until) {
  return RETENTION_CLASSES.map((name) => ({
    name,
    until: until[name],
    actions: ACTION_NAMES.filter((action) => retentionClass(action) === name),
  }));
}

/** What a hold keeps from going: whose keys, which acts that set something aside, which projects, which artifacts. Throws where a hold cannot be read: then nothing goes. */
async function held(tx: ReadTx) {
  const { standing, gone } = await holdsNow(tx);
  const things = standing.map(({ on }) => on);
  const keys = await keysHeld(tx, standing);
  return {
    isUnclear: gone.length > 0,
    keys,
    acts: await actsUnder(tx, keys),
    projects: things.flatMap((on) => (on.scope === "project" ? [on.project] : [])),
    artifacts: things.filter((on) => on.scope === "artifact"),
  };
}

const Counted = z.object({ name: z.enum(RETENTION_CLASSES), parts: z.int(), held: z.int() });

async function counted(tx: ReadTx, until: Until) {
  const { isUnclear, ...kept } = await held(tx);
  const rows = await tx.rows(COUNT_DUE, { classes: classes(until), ...kept }, Counted);
  const of = (name: RetentionClass) => rows.find((row) => row.name === name)?.parts ?? 0;
  const due = RETENTION_CLASSES.map((name) => ({ class: name, before: instantOf(until[name]), parts: of(name) }));
  return { isUnclear, kept, due, held: rows.reduce((sum, row) => sum + row.held, 0) };
}

/** What would go now, and what a hold keeps. Nothing is changed. */
export function planRetention(now: number) {
  return read(async (tx) => {
    const { due, held: stays } = await counted(tx, dueStamps(now));
    return { due, held: stays, eventId: null };
  });
}

function countsOf(taken: readonly { readonly name: RetentionClass }[]): Record<RetentionClass, number> {
  const of = (name: RetentionClass) => taken.filter((each) => each.name === name).length;
  return {
    looks: of("looks"),
    access: of("access"),
    decisions: of("decisions"),
    records: of("records"),
    dossiers: of("dossiers"),
    quarantine: of("quarantine"),
  };
}

/** Who has retention sweep: Pedigree itself on its schedule, or a person who says why and shows who they are. */
interface Sweep {
  readonly actor: EnvelopeActor;
  readonly now: number;
  readonly payloads?: readonly PayloadPart[];
  readonly signature?: Signature;
}

/** Takes what is due with one event that says how much of what, and over which set; refused, on record, where nothing may go. */
export function sweepRetention({ actor, now, payloads = [], signature }: Sweep): Promise<Acted> {
  return write(async (tx): Promise<Acted> => {
    await tx.run(LOCK_PRIVACY, {});
    const until = dueStamps(now);
    const { isUnclear, kept, due, held: stays } = await counted(tx, until);
    const reasons = [
      ...(signature?.refused ?? []),
      ...(isUnclear ? [reason("hold_missing", { count: 1 })] : []),
      ...(due.every(({ parts }) => parts === 0) ? [reason("nothing_due")] : []),
    ];
    const deed = { project: DEFAULT_PROJECT, actor, action: "retain" } as const;
    if (reasons.length > 0) {
      // A refused event of this action would let payloads go, too: the refusal stands under another.
      return refused(tx, { ...deed, action: "refuse", payloads }, reasons);
    }
    const Taken = z.object({ name: z.enum(RETENTION_CLASSES), id: z.string(), key: z.string() });
    const taken = await tx.rows(TAKE_DUE, { classes: classes(until), ...kept, limit: MOST_TAKEN }, Taken);
    const ids = taken.map(({ id }) => id);
    await tx.run(SWEEP_QUARANTINE, {});
    const facts = { until, of: countsOf(taken), held: stays, parts: ids.length, set_sha256: setDigest(ids) };
    const recorded = await done(tx, { ...deed, facts, payloads });
    tx.afterCommit(() => confirmHeads([headOf(SWEPT.taken, recorded)]));
    tx.afterCommit(() => endQuarantine(taken));
    return { outcome: "done", recorded };
  });
}

/** What went out of quarantine had keys of its own, by which nothing opens any more. */
async function endQuarantine(taken: readonly { readonly key: string }[]): Promise<void> {
  const keys = taken.flatMap(({ key }) => QuarantineKey.safeParse(key).data ?? []);
  if (keys.length > 0) {
    await destroyKeys(keys);
  }
}

function headOf(subject: string, { stamp, eventSha256 }: Pick<Recorded, "stamp" | "eventSha256">) {
  return { subject, sequence: stamp, digest: eventSha256, action: "retain" };
}

/** {@link sweepRetention} by a person. */
export function retainBy(caller: Caller, why: string, signature: Signature, now: number): Promise<Acted> {
  const payloads = [{ name: "comment", key: subjectKey(caller.actor.account), content: { text: why } }];
  return sweepRetention({ actor: caller.actor, now, payloads, signature });
}

/** Has retention sweep where something is due; says whether it did. For the schedule: that nothing is due is no event. */
export async function sweepIfDue(system: EnvelopeActor, now: number): Promise<boolean> {
  const plan = await read((tx) => counted(tx, dueStamps(now)));
  if (plan.isUnclear || plan.due.every(({ parts }) => parts === 0)) {
    return false;
  }
  return (await sweepRetention({ actor: system, now })).outcome === "done";
}

const Told = z.object({ id: z.string(), action: z.enum(ACTION_NAMES), stamp: z.int() });

/** Which of the parts that these copies are of are due by the record's own word, and gone from the database. */
async function leavers(parts: readonly CopiedPart[], { until }: Gone): Promise<ReadonlySet<string>> {
  const ids = [...new Set(parts.map(({ event }) => event))];
  return read(async (tx) => {
    const events = await tx.rows(ACTIONS_OF, { ids }, Told);
    const due = new Set(
      events.flatMap(({ id, action, stamp }) => {
        const name = retentionClass(action);
        return name !== undefined && stamp < (until.get(name) ?? 0) ? [id] : [];
      }),
    );
    const wanted = parts.filter(({ event }) => due.has(event)).map(partName);
    const there = await tx.rows(PARTS_THERE, { ids: wanted }, z.object({ id: z.string() }));
    const present = new Set(there.map(({ id }) => id));
    return new Set(wanted.filter((id) => !present.has(id)));
  });
}

/** {@link leavers}, the keys of which a crash may have left. */
async function leaving(parts: readonly CopiedPart[], gone: Gone): Promise<ReadonlySet<string>> {
  const names = await leavers(parts, gone);
  await endQuarantine(parts.filter((part) => names.has(partName(part))));
  return names;
}

/**
 * Takes the copies beside the log away of what the last sweeps took; says how many versions of files a lock holds. For whoever
 * integrates, between two rounds.
 */
export async function retainCopiesOf(storage: LogStorage): Promise<{ readonly locked: number } | undefined> {
  const heads = await headsOf([SWEPT.taken, SWEPT.copies]);
  const taken = heads.find(({ subject }) => subject === SWEPT.taken);
  const copies = heads.find(({ subject }) => subject === SWEPT.copies);
  if (!taken || taken.sequence <= (copies?.sequence ?? 0)) {
    return undefined;
  }
  const gone = await goneBySignature();
  const { locked } = await eraseCopies(storage, (parts) => leaving(parts, gone));
  await confirmHeads([{ ...taken, subject: SWEPT.copies }]);
  return { locked };
}
