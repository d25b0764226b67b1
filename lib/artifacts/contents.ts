import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope } from "@/graph-schema/envelope";
import { ArtifactTypeName, type Ref } from "@/graph-schema/names";
import { type Digest, Stamp } from "@/graph-schema/values";
import type { Carrier } from "@/lib/contract/attachment";
import type { ContentReply, ContentsReply } from "@/lib/contract/contents";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { signedEvents } from "@/lib/ledger/proven";
import { CARRIER, CONTENT_EVENTS } from "./queries";

const CarrierRow = z.object({
  type: ArtifactTypeName,
  id: z.string(),
  stamp: Stamp,
  facts: z.record(z.string(), z.unknown()),
});

/** The artifact that carries the bytes of `ref`: itself, or the model version that a deployment deployed. */
export async function carrierOf(tx: ReadTx, project: string, ref: Ref): Promise<Carrier & { readonly stamp: Stamp }> {
  const [carrier] = await tx.rows(CARRIER, { project, ...ref }, CarrierRow);
  if (!carrier) {
    throw new NotFound(`${ref.type} ${ref.id}`);
  }
  return carrier;
}

/** What {@link contentsAfter} reads of an event. */
type ContentEvent = Pick<Envelope, "id" | "action" | "outcome" | "facts" | "recorded_at" | "reasons">;

function attached(event: ContentEvent): ContentReply | undefined {
  const facts = event.action === "attach" ? ACTIONS.attach.facts.safeParse(event.facts) : undefined;
  if (!facts?.success || event.outcome !== "done") {
    return undefined;
  }
  const { role, digest, size_bytes, media_type, held, uri, files } = facts.data;
  return {
    role,
    digest,
    sizeBytes: size_bytes,
    mediaType: media_type,
    held,
    uri: uri ?? null,
    files: files ?? null,
    eventId: event.id,
    attachedAt: event.recorded_at,
    // What is in the store was verified when it was taken in.
    state: held === "store" ? "verified" : "asserted",
    checkedAt: held === "store" ? event.recorded_at : null,
    ...(held === "store" ? { wasVerified: true } : {}),
  };
}

/** What is attached, and what was until verified bytes came in its place. */
type Told = Pick<ContentsReply, "contents" | "replaced">;

function isReplacedBy({ facts }: ContentEvent, { role }: ContentReply, earlier: ContentReply): boolean {
  return earlier.uri !== null && earlier.role === role && earlier.digest === facts?.replaced;
}

/** What these events, in their order, say was attached, and what the last check of each came to. Pure. */
function toldAfter(events: readonly ContentEvent[]): Told {
  const replaced: ContentReply[] = [];
  let contents: ContentReply[] = [];
  for (const event of events) {
    const content = attached(event);
    if (content) {
      replaced.push(...contents.filter((each) => isReplacedBy(event, content, each)));
      contents = [...contents.filter((each) => !isReplacedBy(event, content, each)), content];
    }
    const checked = event.action === "check_fixity" ? ACTIONS.check_fixity.facts.safeParse(event.facts) : undefined;
    const isUnreachable =
      event.outcome === "failed" && event.reasons?.some(({ code }) => code.startsWith("reference_"));
    for (const each of contents.filter(({ digest }) => digest === checked?.data?.digest && !isUnreachable)) {
      each.state = event.outcome === "done" ? "verified" : "failed";
      each.checkedAt = event.recorded_at;
      if (event.outcome === "done") {
        each.wasVerified = true;
      }
    }
  }
  return { contents, replaced };
}

/** What these events, in their order, say is attached, and what the last check of each came to. Pure. */
export function contentsAfter(events: readonly ContentEvent[]): ContentReply[] {
  return toldAfter(events).contents;
}

/** What is attached to an artifact, as far as the recorder signed it. */
export async function contentsOf(tx: ReadTx, project: string, { type, id }: Ref): Promise<Told> {
  const events = await signedEvents(tx, CONTENT_EVENTS, { project, type, id });
  const own = events.filter(
    (event) =>
      event.project === project && event.origin === "acted" && event.subject?.type === type && event.subject.id === id,
  );
  return toldAfter(own);
}

/** What is attached under `digest`, and to what. Throws NotFound where nothing is, or nothing any more. */
export async function contentOf(tx: ReadTx, project: string, ref: Ref, digest: Digest) {
  const carrier = await carrierOf(tx, project, ref);
  const { contents, replaced } = await contentsOf(tx, project, carrier);
  const content = contents.find((each) => each.digest === digest);
  if (!content) {
    const isReplaced = replaced.some((each) => each.digest === digest);
    const why = isReplaced ? ": verified bytes were attached in the place of an address with it" : "";
    throw new NotFound(`nothing with the digest ${digest} is attached to ${carrier.type} ${carrier.id}${why}`);
  }
  return { carrier, content };
}
