import { z } from "zod";
import { ACTION_NAMES, type ActionName, LOOK_ACTIONS } from "@/graph-schema/actions";
import type { ArtifactType, Ref } from "@/graph-schema/names";
import { refKey } from "@/graph-schema/names";
import { Instant } from "@/graph-schema/values";
import type { AuditRow, LineageEdge, LineageNode, LineageReply } from "@/lib/contract/reply";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import type { ReadTx } from "@/lib/graph/session";
import { auditRow } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { eventsAround } from "@/lib/ledger/around";
import { WalkCursor } from "@/lib/lineage/cursor";
import { StoredArtifact } from "@/lib/lineage/summary";
import { walk } from "@/lib/lineage/walk";
import { type PolicyAsOf, policyAsOf } from "./policy";
import type { Position } from "./position";
import { FINDINGS_ABOUT } from "./queries";

/** More than that is not one dossier any more; what is left out is said in it. */
const MOST_ARTIFACTS = 2_000;
const MOST_EVENTS = 20_000;
const PAGE = 250;
/** As far as anybody walks by API or page: the plans of those walks are known. */
const FAR = 10;

/** What speaks about an artifact, and is therefore part of the answer to what is known of it. */
const ABOUT = [
  "attestation",
  "report",
  "promotion_request",
  "approval",
  "rejection",
  "policy",
  "deployment",
  "incident",
] as const satisfies readonly ArtifactType[];

/** What is done, and not only looked at. */
export const ACTS = ACTION_NAMES.filter((name) => !LOOK_ACTIONS.includes(name));
const EVER = { from: Instant.parse("0001-01-01T00:00:00.000Z"), to: Instant.parse("9999-12-31T23:59:59.999Z") };

/** What a dossier is made of. */
export interface Gathered {
  readonly recorded: RecordedLineage;
  /** Who looked at the artifact that is asked about; undefined where the reader may not know. */
  readonly looks: readonly AuditRow[] | undefined;
  /** The policy that decided then; undefined where its text is gone. */
  readonly policy: PolicyAsOf | undefined;
  /** What was left out, in sentences. */
  readonly gaps: readonly string[];
}

interface Asking {
  readonly project: string;
  readonly focus: Ref;
  readonly position: Position;
}

interface Cone {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  readonly isCut: boolean;
}

type Way = {
  readonly focus: Ref;
  readonly direction: "upstream" | "downstream";
  readonly types?: readonly ArtifactType[];
};

/** All pages of a walk as of the position. */
async function cone(tx: ReadTx, { project, position }: Asking, way: Way): Promise<Cone> {
  const pages: LineageReply[] = [];
  const { stamp } = position.asOf;
  let cursor: WalkCursor | undefined;
  do {
    const asked = {
      ...way,
      types: way.types && [...way.types],
      project,
      depth: FAR,
      q: undefined,
      limit: PAGE,
      cursor,
      asOf: stamp,
    };
    const page: LineageReply = await walk(asked, tx);
    pages.push(page);
    cursor = page.cursor === null ? undefined : WalkCursor.parse(page.cursor);
  } while (cursor && pages.length * PAGE < MOST_ARTIFACTS);
  const nodes = pages.flatMap(({ nodes: each }) => each);
  const goesOn = nodes.some(({ hops, unseen }) => hops === FAR && unseen[way.direction].length > 0);
  const isCut = goesOn || cursor !== undefined || pages.some(({ totalIs }) => totalIs === "at_least");
  return { nodes, edges: pages.flatMap(({ edges }) => edges), isCut };
}

/** Behind the artifact lies what it was made from; about it and the model versions that it rests on, what was said and decided. */
async function cones(tx: ReadTx, asking: Asking): Promise<Cone[]> {
  const behind = await cone(tx, asking, { focus: asking.focus, direction: "upstream" });
  const versions = behind.nodes.filter(({ type }) => type === "model_version").slice(0, 1);
  const subjects = new Map([asking.focus, ...versions].map((ref) => [refKey(ref), ref]));
  const about = [...subjects.values()].map((focus) =>
    cone(tx, asking, { focus: { type: focus.type, id: focus.id }, direction: "downstream", types: ABOUT }),
  );
  return [behind, ...(await Promise.all(about))];
}

function refOf({ type, id }: Ref): Ref {
  return { type, id };
}

function edgeKey({ rel, from, to }: LineageEdge): string {
  return `${rel} ${refKey(from)} ${refKey(to)}`;
}

function once<Each>(all: readonly Each[], key: (each: Each) => string): Each[] {
  const byKey = new Map(all.map((each) => [key(each), each]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

async function happened(
  tx: ReadTx,
  { project, position }: Asking,
  subjects: readonly Ref[],
  actions: readonly ActionName[],
  ids: readonly string[],
) {
  const around = { project, subjects, actions, ids, anywhere: [], ...EVER, limit: MOST_EVENTS + 1 };
  const rows = (await eventsAround(tx, around)).filter(({ stamp }) => stamp <= position.asOf.stamp);
  const who = await whoIs(
    tx,
    rows.map(({ account }) => account),
  );
  const events = rows.map((row) => auditRow(row, who)).sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1));
  return { events: events.slice(-MOST_EVENTS), isCut: rows.length > MOST_EVENTS };
}

/** What was found to be wrong with any of it. */
async function findingsAbout(tx: ReadTx, { project, position }: Asking, refs: readonly Ref[]) {
  const asked = { project, refs, stamp: position.asOf.stamp };
  const rows = await tx.rows(FINDINGS_ABOUT, asked, z.object({ finding: StoredArtifact }));
  return rows.map(({ finding }) => finding);
}

/** Collects what the record says about an artifact as of a position of the log: where it comes from, and what was decided about it. */
export async function gather(tx: ReadTx, asking: Asking, maySeeLooks: boolean): Promise<Gathered> {
  const { project, focus, position } = asking;
  const walked = await cones(tx, asking);
  const nodes = once(
    walked.flatMap(({ nodes: each }) => each),
    refKey,
  );
  const connected = nodes.map(({ hops: _, side: __, unseen: ___, ...summary }) => summary);
  const found = await findingsAbout(tx, asking, connected.map(refOf));
  const artifacts = once([...connected, ...found], refKey);
  const policy = await policyAsOf(tx, project, position);
  const { events, isCut } = await happened(tx, asking, artifacts.map(refOf), ACTS, [
    ...artifacts.map(({ eventId }) => eventId),
    ...(policy?.eventId ? [policy.eventId] : []),
  ]);
  const looks = maySeeLooks ? (await happened(tx, asking, [focus], LOOK_ACTIONS, [])).events : undefined;
  const gaps = [
    ...(walked.some((each) => each.isCut)
      ? [`Not all that is connected is here: the nearest ${MOST_ARTIFACTS} artifacts, up to ${FAR} steps away.`]
      : []),
    ...(isCut ? [`More than ${MOST_EVENTS} events are about these artifacts; the latest are here.`] : []),
    ...(policy ? [] : ["The text of the policy that decided then is gone from the database."]),
    ...(looks ? [] : ["Who looked at it is left out: whoever exported this may not read the audit trail."]),
  ];
  const edges = once(
    walked.flatMap((each) => each.edges),
    edgeKey,
  );
  return { recorded: { project, focus, artifacts, edges, events, asOf: position.asOf }, looks, policy, gaps };
}
