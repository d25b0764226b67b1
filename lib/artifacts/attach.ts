import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import type { Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import {
  type Attachment,
  type Carrier,
  isSameAttachment,
  reasonsToRefuseAttachment,
  replacedBy,
} from "@/lib/contract/attachment";
import type { AttachBody, ContentReply } from "@/lib/contract/contents";
import type { ListedFile } from "@/lib/contract/manifest";
import { configuration } from "@/lib/env";
import { reason } from "@/lib/errors";
import { read, type WriteTx, write } from "@/lib/graph/session";
import { projectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { lockSubject } from "@/lib/ledger/decision";
import { type Draft, type Recorded, sole } from "@/lib/ledger/draft";
import { type Acting, type Refused, reasonsIn } from "./act";
import { carrierOf, contentsAfter, contentsOf } from "./contents";
import { readManifest, signingDigest } from "./listed";
import { artifactStore } from "./open";
import { reasonsToRefuseReference } from "./reference";
import type { BlobRef } from "./store";

export type Attached =
  | {
      readonly outcome: "done";
      readonly recorded: Pick<Recorded, "id">;
      readonly content: ContentReply;
      readonly isNew: boolean;
    }
  | Refused;

/** What was found out about the bytes before the record was asked. */
interface Examined {
  readonly reasons: readonly Reason[];
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Bytes are the project's to attach when somebody in it brought them: a digest alone may be another project's. */
async function broughtReasons(project: string, { digest, sizeBytes }: BlobRef): Promise<Reason[]> {
  const store = artifactStore();
  const isBrought = (await store.isClaimed(project, digest)) && (await store.sizeOf(digest)) === sizeBytes;
  return isBrought ? [] : [reason("content_not_uploaded", { digest })];
}

async function firstMissing(project: string, files: readonly ListedFile[]): Promise<Reason[]> {
  for (const file of files) {
    const reasons = await broughtReasons(project, file);
    if (reasons.length > 0) {
      return reasons;
    }
  }
  return [];
}

async function examineManifest(project: string, blob: BlobRef): Promise<Examined> {
  const read = await readManifest(artifactStore(), blob);
  if ("why" in read) {
    return { reasons: [reason("manifest_not_valid", { why: read.why })], facts: {} };
  }
  const facts = { files: read.files.length, model_signing_sha256: signingDigest(read.manifest) };
  return { reasons: await firstMissing(project, read.files), facts };
}

async function examine(project: string, wanted: AttachBody): Promise<Examined> {
  if (wanted.uri !== undefined) {
    return { reasons: reasonsToRefuseReference(wanted.uri, configuration().artifacts.references), facts: {} };
  }
  try {
    const reasons = await broughtReasons(project, wanted);
    return reasons.length === 0 && wanted.mediaType === MANIFEST_MEDIA_TYPE
      ? await examineManifest(project, wanted)
      : { reasons, facts: {} };
  } catch (error) {
    return { reasons: reasonsIn(error), facts: {} };
  }
}

function draftOf({ actor, project }: Acting, carrier: Ref, wanted: AttachBody, examined: Examined) {
  const { role, digest, sizeBytes, mediaType, uri, fileName } = wanted;
  const held = uri === undefined ? "store" : "reference";
  return {
    project,
    actor,
    action: "attach",
    origin: "acted",
    outcome: "done",
    subject: carrier,
    facts: {
      role,
      digest,
      size_bytes: sizeBytes,
      media_type: mediaType,
      held,
      ...(uri ? { uri } : {}),
      ...examined.facts,
    },
    artifactSha256: digest,
    payloads: fileName ? [{ name: "attachment", key: projectKey(project), content: { file_name: fileName } }] : [],
  } satisfies Draft;
}

/**
 * Attaches bytes to a recorded artifact, for good. The same once more is no second event. Throws NotFound where the artifact is
 * not recorded.
 */
export async function attach(acting: Acting, ref: Ref, wanted: AttachBody): Promise<Attached> {
  const examined = await examine(acting.project, wanted);
  return write(async (tx) => {
    await lockSubject(tx, acting.project, ref);
    const { facts, stamp } = await carrierOf(tx, acting.project, ref);
    return decide(tx, acting, { carrier: { ...ref, facts }, wanted, examined, after: stamp });
  });
}

interface Asked {
  readonly carrier: Carrier;
  readonly wanted: AttachBody;
  readonly examined: Examined;
  readonly after: Draft["after"];
}

function asAttachment(content: ContentReply) {
  return { ...content, uri: content.uri ?? undefined };
}

async function decide(tx: WriteTx, acting: Acting, { carrier, wanted, examined, after }: Asked): Promise<Attached> {
  const { type, id } = carrier;
  const { contents: present } = await contentsOf(tx, acting.project, carrier);
  const attachment: Attachment = wanted;
  const same = present.find((each) => isSameAttachment(asAttachment(each), attachment));
  if (same) {
    return { outcome: "done", recorded: { id: same.eventId }, content: same, isNew: false };
  }
  const earlier = present.map(asAttachment);
  const reasons = [...reasonsToRefuseAttachment(carrier, attachment, earlier), ...examined.reasons];
  const attempt = { ...draftOf(acting, { type, id }, wanted, examined), ...(after ? { after } : {}) };
  if (reasons.length > 0) {
    return refuseDraft(tx, attempt, reasons);
  }
  const replaced = replacedBy(attachment, earlier);
  const draft = { ...attempt, facts: { ...attempt.facts, ...(replaced ? { replaced } : {}) } };
  const recorded = sole(await append(tx, [draft]));
  const [content] = contentsAfter([envelopeLike(draft, recorded)]);
  if (!content) {
    throw new Error("what was attached is not readable as such");
  }
  return { outcome: "done", recorded, content, isNew: true };
}

async function refuseDraft(
  tx: WriteTx,
  { artifactSha256: _, ...attempt }: ReturnType<typeof draftOf>,
  reasons: readonly Reason[],
): Promise<Refused> {
  // The name of a place that is refused may hold a secret: the log keeps none of it.
  const { uri: __, ...facts } = { uri: "", ...attempt.facts };
  const recorded = sole(await append(tx, [{ ...attempt, facts, payloads: [], outcome: "refused", reasons }]));
  return { outcome: "refused", reasons, recorded };
}

/**
 * Refuses what contradicts the record before its bytes are brought, as {@link attach} would afterwards; undefined where nothing
 * does. Throws NotFound where the artifact is not recorded.
 * What is attached stays, so that a refusal needs no lock; what is not refused here is judged again when it is attached.
 */
export async function refuseContradiction(acting: Acting, ref: Ref, wanted: AttachBody): Promise<Refused | undefined> {
  const { after, carrier, reasons } = await read(async (tx) => {
    const { facts, stamp, ...named } = await carrierOf(tx, acting.project, ref);
    const earlier = (await contentsOf(tx, acting.project, named)).contents.map(asAttachment);
    return { after: stamp, carrier: named, reasons: reasonsToRefuseAttachment({ ...named, facts }, wanted, earlier) };
  });
  const draft = { ...draftOf(acting, carrier, wanted, { reasons, facts: {} }), after };
  return reasons.length > 0 ? write((tx) => refuseDraft(tx, draft, reasons)) : undefined;
}

function envelopeLike(draft: ReturnType<typeof draftOf>, { id, recordedAt }: Recorded) {
  const { action, outcome, facts } = draft;
  return { id, action, outcome, facts, recorded_at: recordedAt } as const;
}
