import { z } from "zod";
import { type EnvelopeActor, Pseudonym, type Reason } from "@/graph-schema/envelope";
import { Digest, type Instant, type Stamp } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import type { ProvenEvent } from "@/lib/ledger/latest";
import type { Transition } from "./policy";
import { factsBy, links, provenEvents } from "./proven";
import { PROMOTION } from "./queries";

const ModelLink = z.object({ id: z.string(), linkEvent: z.string(), modelEvent: z.string() });
/** A model version and its models, with the events that say so. */
export const VersionRow = z.object({ versionId: z.string(), versionEvent: z.string(), models: z.array(ModelLink) });
type VersionRow = z.infer<typeof VersionRow>;
const Row = VersionRow.extend({ requestEvent: z.string(), concernsEvent: z.string() });
type Row = z.infer<typeof Row>;

const RequestFacts = z.object({
  from_stage: z.string().optional(),
  to_stage: z.string().optional(),
  subject_sha256: Digest.optional(),
});
const AskedFacts = z.object({ policy: Digest.optional(), behind: z.array(Pseudonym).default([]) });
const Tagged = z.object({ tags: z.record(z.string(), z.string()).default({}) });
const VersionFacts = z.object({ sha256: Digest.optional() });

/** What the requester asked for, by the event that says so. */
export interface Asked {
  readonly id: string;
  readonly by: EnvelopeActor;
  readonly behind: readonly Pseudonym[];
  readonly transition: Omit<Transition, "provenStage">;
  /** What is gone from the database of the version and its model. */
  readonly gaps: readonly Reason[];
  readonly at: string;
  readonly recordedAt: Instant;
  readonly stamp: Stamp;
  /** The policy that it was made under; undefined where it is older than policies. */
  readonly policy: Digest | undefined;
  readonly versionId: string;
  /** The version's digest when it was recorded, and the one that the request is bound to. */
  readonly versionSha256: Digest | undefined;
  readonly requestedSha256: Digest | undefined;
}

type Events = ReadonlyMap<string, ProvenEvent>;

const NOT_RECORDED = "not recorded";

/** The version's model, as the event says that made the version: whoever joins them later does not choose its rule. */
function modelOf(row: VersionRow, events: Events): string | null {
  const made = events.get(row.versionEvent)?.envelope.links ?? [];
  return made.find(({ rel, from }) => rel === "VERSION_OF" && from.id === row.versionId)?.to.id ?? null;
}

/** The tags of its model over the version's own: whoever records a version does not choose the model's rule. */
function tagsOf(row: VersionRow, model: string | null, events: Events): Record<string, string> {
  const modelEvent = row.models.find(({ id }) => id === model)?.modelEvent;
  const ofModel = model === null ? undefined : factsBy(events.get(modelEvent ?? ""), { type: "model", id: model });
  const ofVersion = factsBy(events.get(row.versionEvent), { type: "model_version", id: row.versionId });
  return { ...Tagged.parse(ofVersion ?? {}).tags, ...Tagged.parse(ofModel ?? {}).tags };
}

/** The events that say what a version is and of which model. */
export function eventsOf({ versionEvent, models }: VersionRow): string[] {
  return [versionEvent, ...models.flatMap(({ linkEvent, modelEvent }) => [linkEvent, modelEvent])];
}

/** Whose version it is, and how both are tagged, by `events`; what is gone of that from the database. */
export function modelAndTags(
  row: VersionRow,
  events: Events,
): Pick<Transition, "model" | "tags"> & { readonly gaps: readonly Reason[] } {
  const model = modelOf(row, events);
  const modelEvent = row.models.find(({ id }) => id === model)?.modelEvent ?? "";
  const isKnown = model !== null && factsBy(events.get(modelEvent), { type: "model", id: model }) !== undefined;
  const gaps = model === null || isKnown ? [] : [reason("model_gone", { model, version: row.versionId })];
  return { model, tags: tagsOf(row, model, events), gaps };
}

function askedIn(row: Row, id: string, events: Events): Asked | undefined {
  const made = events.get(row.requestEvent);
  const facts = RequestFacts.safeParse(factsBy(made, { type: "promotion_request", id })).data;
  if (!made || !facts || !links(events.get(row.concernsEvent), "CONCERNS", id, row.versionId)) {
    return undefined;
  }
  const version = factsBy(events.get(row.versionEvent), { type: "model_version", id: row.versionId });
  const { actor, at, recorded_at: recordedAt, stamp } = made.envelope;
  const { gaps, ...ofVersion } = modelAndTags(row, events);
  return {
    id,
    by: actor,
    policy: undefined,
    ...AskedFacts.parse(made.envelope.facts ?? {}),
    transition: {
      ...ofVersion,
      fromStage: facts.from_stage ?? NOT_RECORDED,
      toStage: facts.to_stage ?? NOT_RECORDED,
    },
    gaps,
    at,
    recordedAt,
    stamp,
    versionId: row.versionId,
    versionSha256: VersionFacts.safeParse(version).data?.sha256,
    requestedSha256: facts.subject_sha256,
  };
}

/** Finds what the request `id` asks for, by the events that say so. */
export async function findAsked(tx: ReadTx, project: string, id: string): Promise<Asked | undefined> {
  for (const row of await tx.rows(PROMOTION, { project, id }, Row)) {
    const ids = [row.requestEvent, row.concernsEvent, ...eventsOf(row)];
    const asked = askedIn(row, id, await provenEvents(tx, project, ids));
    if (asked) {
      return asked;
    }
  }
  return undefined;
}
