import { z } from "zod";
import { type ActionName, LOOK_ACTIONS } from "@/graph-schema/actions";
import { ActorType, Envelope, ORIGINS, OUTCOMES, Pseudonym, Reason } from "@/graph-schema/envelope";
import { ARTIFACT_TYPES, type ArtifactType, ArtifactTypeName, Ref } from "@/graph-schema/names";
import { Stamp } from "@/graph-schema/values";
import { cursorLike, type PageOf } from "@/lib/contract/cursor";
import type { Parameters, ReadTx } from "@/lib/graph/session";
import { JsonText, understood } from "@/lib/graph/stored";
import { lineOf } from "./event-node";
import { COUNT_TRAIL, EVENT, EVENTS_SINCE, TOLD, TRAIL } from "./trail-queries";

/** Beyond this many events a list says "at least". */
const COUNTED = 10_000;

/** Where a page of the trail ended: the last event's stamp and id. */
export const TrailCursor = cursorLike(/^\d{1,16}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/).transform((text) => {
  const [stamp, id = ""] = text.split(".");
  return { stamp: Number(stamp), id };
});
export type TrailCursor = z.infer<typeof TrailCursor>;

/** Which events: all that fit every part that is given. */
export interface TrailFilter {
  readonly project?: string | undefined;
  readonly account?: Pseudonym | undefined;
  readonly action?: ActionName | undefined;
  readonly subjectType?: ArtifactType | undefined;
  readonly subject?: string | undefined;
  readonly outcome?: (typeof OUTCOMES)[number] | undefined;
  /** Only events whose subject the artifact is, not those that mention it; it needs `subjectType` and `subject`. */
  readonly isOwn?: boolean;
  /** Only what was done, not who looked. */
  readonly withoutLooks?: boolean;
  /** Recorded at or after this stamp, and before that one. */
  readonly from?: Stamp | undefined;
  readonly to?: Stamp | undefined;
}

/** An event as lists read it from its index properties. */
export const TrailRow = z.object({
  id: z.string(),
  eventId: z.string().nullable(),
  project: z.string(),
  action: z.string(),
  origin: z.enum(ORIGINS),
  outcome: z.enum(OUTCOMES),
  reasons: JsonText.pipe(z.array(Reason))
    .nullable()
    .transform((reasons) => reasons ?? []),
  account: Pseudonym,
  accountType: ActorType,
  subjectType: ArtifactTypeName.nullable(),
  subjectId: z.string().nullable(),
  refersTo: z.uuid().nullable(),
  facts: JsonText.pipe(z.record(z.string(), z.json()))
    .nullable()
    .transform((facts) => facts ?? {}),
  at: z.string(),
  recordedAt: z.string(),
  stamp: Stamp,
});

export type TrailRow = z.infer<typeof TrailRow>;

/** A row as the database has it: somebody with a login there may have written what is no event. */
const Raw = z.looseObject({ id: z.unknown(), stamp: z.int() });

/** What is no name comes after all names. */
function placeOf(row: z.infer<typeof Raw> | undefined): TrailCursor | undefined {
  return row && { stamp: row.stamp, id: typeof row.id === "string" ? row.id : "" };
}

/** The events that `query` finds. What the recorder cannot have written is left out: a sweep tells of it. */
export async function trailRows(tx: ReadTx, query: string, parameters: Parameters): Promise<TrailRow[]> {
  return understood(await tx.rows(query, parameters, z.unknown()), TrailRow);
}

function start(filter: TrailFilter): keyof typeof TRAIL {
  if (filter.subject !== undefined) {
    return filter.isOwn ? "own" : "subject";
  }
  if (filter.account !== undefined) {
    return "account";
  }
  return filter.action === undefined ? "all" : "action";
}

function parameters(filter: TrailFilter) {
  return {
    project: filter.project ?? null,
    account: filter.account ?? null,
    action: filter.action ?? null,
    subject: filter.subject ?? null,
    subjectType: filter.subjectType ?? null,
    subjectTypes: filter.subjectType === undefined ? ARTIFACT_TYPES : [filter.subjectType],
    outcome: filter.outcome ?? null,
    leftOut: filter.withoutLooks ? LOOK_ACTIONS : [],
    from: filter.from ?? 0,
    to: filter.to ?? Number.MAX_SAFE_INTEGER,
  };
}

/** One page of the events that fit `filter`, newest first. The record only grows, so pages never shift. */
export async function trail(tx: ReadTx, filter: TrailFilter, page: PageOf<{ limit: number }, TrailCursor>) {
  const given = parameters(filter);
  const found: TrailRow[] = [];
  let damaged = 0;
  let last: TrailCursor | undefined = page.cursor ?? { stamp: Number.MAX_SAFE_INTEGER - 1, id: "" };
  while (last && found.length <= page.limit) {
    const from = { to: Math.min(given.to, last.stamp + 1), lastStamp: last.stamp, lastId: last.id };
    const raw: z.infer<typeof Raw>[] = await tx.rows(
      TRAIL[start(filter)],
      { ...given, ...from, limit: page.limit + 1 },
      Raw,
    );
    const events = understood(raw, TrailRow);
    found.push(...events);
    damaged += raw.length - events.length;
    // Where rows are left out the page is filled from those that follow.
    last = raw.length > page.limit && events.length < raw.length ? placeOf(raw.at(-1)) : undefined;
  }
  const [counted] = await tx.rows(
    COUNT_TRAIL[start(filter)],
    { ...given, limit: COUNTED + 1 },
    z.object({ total: z.int() }),
  );
  const rows = found.slice(0, page.limit);
  const next = found.length > page.limit ? rows.at(-1) : undefined;
  const total = Math.min(counted?.total ?? rows.length, COUNTED);
  return {
    rows,
    total,
    totalIs: (counted?.total ?? 0) > COUNTED ? ("at_least" as const) : ("exact" as const),
    truncated: rows.length < (counted?.total ?? 0),
    damaged,
    cursor: next ? `${next.stamp}.${next.id}` : null,
  };
}

/** The latest `limit` events of these actions that were done to the artifact `subject`, newest first. */
export function told(tx: ReadTx, project: string, subject: Ref, actions: readonly ActionName[], limit: number) {
  const { type: subjectType, id } = subject;
  return trailRows(tx, TOLD, { project, subjectType, subject: id, actions, limit });
}

const Stored = z.object({
  event: TrailRow,
  note: z.string(),
  eventSha256: z.string(),
  subjects: z.array(z.object({ ref: Ref, role: z.string() })),
  payloads: z.array(z.object({ name: z.string(), key: z.string(), ciphertext: z.string() })),
});

const Line = z.string().transform(lineOf).pipe(JsonText).pipe(Envelope);

/**
 * One event with everything that is kept of it; undefined where there is none, or something that the recorder cannot have written:
 * a sweep tells of that. Ciphertexts stay closed.
 */
export async function storedEvent(tx: ReadTx, id: string) {
  const [raw] = await tx.rows(EVENT, { id }, z.unknown());
  const row = Stored.safeParse(raw).data;
  const envelope = Line.safeParse(row?.note).data;
  return row && envelope && { ...row, envelope };
}

/** How many events were recorded after `stamp`, without what the reader's own visit to this trail leaves, and the newest one's stamp. */
export async function eventsSince(
  tx: ReadTx,
  since: { readonly stamp: number; readonly reader: Pseudonym; readonly project?: string | undefined },
) {
  const parameters = { ...since, project: since.project ?? null };
  const [row] = await tx.rows(EVENTS_SINCE, parameters, z.object({ count: z.int(), stamp: z.int() }));
  return row ?? { count: 0, stamp: since.stamp };
}
