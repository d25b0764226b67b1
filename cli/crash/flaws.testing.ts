import { z } from "zod";
import { project as projection } from "@/graph-schema/projections/project";
import { type ReadTx, read } from "@/lib/graph/session";
import { canonicalJson, sha256 } from "@/lib/hash";
import { provenEnvelope } from "@/lib/ledger/proven";

const PAGE = 500;

const EVENTS = `
  MATCH (e:AuditEvent)
  WHERE e.project = $project AND e.eventId > $after
  WITH e ORDER BY e.eventId LIMIT $limit
  RETURN e.eventId AS eventId, e.id AS id, e.note AS note,
         [(e)-[:BY]->(actor:Actor) | 'by ' + e.id + ' ' + actor.id] AS by,
         [(e)-[about:ABOUT]->(a:Artifact) | 'about ' + e.id + ' ' + about.role + ' ' + a.type + ' ' + a.id] AS about,
         [(e)-[:CARRIES]->(p:Payload) | [p.id, p.ciphertext]] AS payloads,
         COLLECT { MATCH (o:Outbox {eventId: e.id}) RETURN 'outbox ' + e.id + ' ' + o.stamp } AS outbox`;
const EventRow = z.object({
  eventId: z.string(),
  id: z.string(),
  note: z.string(),
  by: z.array(z.string()),
  about: z.array(z.string()),
  payloads: z.array(z.tuple([z.string(), z.string()])),
  outbox: z.array(z.string()),
});
type EventRow = z.infer<typeof EventRow>;

const ARTIFACTS = `
  MATCH (a:Artifact {project: $project})
  RETURN [label IN labels(a) WHERE label <> 'Artifact'] AS labels, properties(a) AS properties`;
const ArtifactRow = z.object({ labels: z.array(z.string()), properties: z.record(z.string(), z.json()) });

const LINKS = `
  MATCH (a:Artifact {project: $project})-[r]->(b:Artifact)
  RETURN type(r) AS rel, a.type + ' ' + a.id AS source, b.type + ' ' + b.id AS target, properties(r) AS properties`;
const LinkRow = z.object({
  rel: z.string(),
  source: z.string(),
  target: z.string(),
  properties: z.record(z.string(), z.json()),
});

/** Parts of events that are not there: whatever the project. */
const ORPHANS = `
  CALL () {
    MATCH (o:Outbox) WHERE NOT EXISTS { (:AuditEvent {id: o.eventId}) } RETURN 'outbox entry ' + o.eventId AS orphan
    UNION ALL
    MATCH (p:Payload) WHERE NOT EXISTS { (:AuditEvent {id: p.event_id})-[:CARRIES]->(p) } RETURN 'payload ' + p.id AS orphan
  }
  RETURN orphan`;

/** What a project holds: the producers' ids of its events, and everything that is not as those events say. */
export interface Found {
  readonly eventIds: readonly string[];
  readonly flaws: readonly string[];
}

async function allEvents(tx: ReadTx, project: string): Promise<EventRow[]> {
  const rows: EventRow[] = [];
  for (let page: EventRow[] | undefined; !page || page.length === PAGE; ) {
    const after = page?.at(-1)?.eventId ?? "";
    page = await tx.rows(EVENTS, { project, after, limit: PAGE }, EventRow);
    rows.push(...page);
  }
  return rows;
}

/** What `row`'s signed envelope says must be there. */
async function expected({ id, note }: EventRow): Promise<string[]> {
  const envelope = await provenEnvelope(note);
  if (envelope?.id !== id) {
    return [`signed note of ${id}`];
  }
  const made = projection(envelope);
  return [
    `by ${id} ${envelope.actor.account}`,
    `outbox ${id} ${envelope.stamp}`,
    ...made.about.map(({ ref, role }) => `about ${id} ${role} ${ref.type} ${ref.id}`),
    ...(envelope.payloads ?? []).map(({ name, sha256: digest }) => `payload ${id}/${name} ${digest}`),
    ...made.nodes.map(({ label, properties }) => `artifact ${label} ${canonicalJson(properties)}`),
    ...made.links.map(
      ({ rel, from, to, properties }) =>
        `link ${rel} ${from.type} ${from.id} -> ${to.type} ${to.id} ${canonicalJson(properties)}`,
    ),
  ];
}

/** What is there of what events make. */
async function stored(tx: ReadTx, project: string, events: readonly EventRow[]): Promise<string[]> {
  const artifacts = await tx.rows(ARTIFACTS, { project }, ArtifactRow);
  const links = await tx.rows(LINKS, { project }, LinkRow);
  return [
    ...events.flatMap(({ by, about, outbox, payloads }) => [
      ...by,
      ...about,
      ...outbox,
      ...payloads.map(([id, ciphertext]) => `payload ${id} ${sha256(Buffer.from(ciphertext, "base64"))}`),
    ]),
    ...artifacts.map(({ labels, properties }) => `artifact ${labels.join(":")} ${canonicalJson(properties)}`),
    ...links.map(
      ({ rel, source, target, properties }) => `link ${rel} ${source} -> ${target} ${canonicalJson(properties)}`,
    ),
  ];
}

/** Each text of `some` that `others` does not hold as often. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const other of others) {
    counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return some.filter((text) => {
    const left = (counts.get(text) ?? 0) - 1;
    counts.set(text, left);
    return left < 0;
  });
}

/** For tests: compares a project's graph, part by part, with what the signed envelopes of its events say. */
export function inspect(project: string): Promise<Found> {
  return read(async (tx) => {
    const events = await allEvents(tx, project);
    const wanted = (await Promise.all(events.map(expected))).flat();
    const there = await stored(tx, project, events);
    const orphans = await tx.rows(ORPHANS, {}, z.object({ orphan: z.string() }));
    return {
      eventIds: events.map(({ eventId }) => eventId),
      flaws: [
        ...without(wanted, there).map((text) => `missing: ${text}`),
        ...without(there, wanted).map((text) => `of no event: ${text}`),
        ...orphans.map(({ orphan }) => `without its event: ${orphan}`),
      ],
    };
  });
}
