import { type Ref, refKey } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import { carrierOf, contentsOf } from "@/lib/artifacts/contents";
import type { AttachBody, AttachedReply, ContentsReply } from "@/lib/contract/contents";
import { sayReason } from "@/lib/contract/reasons";
import { read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { checkFixity } from "@/lib/reconciliation/check";
import { fetchContent } from "@/lib/reconciliation/fetch";
import { attachOffered } from "@/lib/reconciliation/offered";
import { log, told } from "./log";
import type { Asked, Done, Looked, RefusedAct } from "./result";

type Asker = Pick<Asked<unknown, unknown, unknown>, "actor" | "project">;

/** The status of a refusal about bytes: whose fault it is stands in its reasons. */
const STATUS: Readonly<Record<string, RefusedAct["status"]>> = {
  store_full: 507,
  store_unavailable: 503,
  document_not_signed: 503,
  content_differs: 422,
  part_size_differs: 422,
  part_out_of_range: 422,
};

/** The place in the request that a reason is about. */
const POINTERS: Readonly<Record<string, string>> = {
  role_not_carried: "/role",
  artifact_digest_differs: "/digest",
  artifact_size_differs: "/sizeBytes",
  attached_otherwise: "/digest",
  content_not_uploaded: "/digest",
  manifest_not_valid: "/digest",
  reference_not_known: "/uri",
  reference_not_normal: "/uri",
  reference_with_secret: "/uri",
  reference_outside_roots: "/uri",
};

/** The door's answer to bytes that were not taken or given. */
export function bytesRefused({ reasons, recorded }: Pick<RefusedAct, "reasons" | "recorded">): RefusedAct {
  const status = reasons.map(({ code }) => STATUS[code]).find((each) => each !== undefined) ?? 409;
  const errors = reasons.flatMap((why) => {
    const pointer = POINTERS[why.code];
    return pointer === undefined ? [] : [{ pointer, code: why.code, detail: sayReason(why) }];
  });
  return {
    outcome: "refused",
    title: "The bytes are not taken, or not given",
    status,
    reasons,
    recorded,
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** What is attached to an artifact. */
export async function lookAtContents({ project }: Asker, ref: Ref): Promise<Looked> {
  const body: ContentsReply = await read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const { type, id } = await carrierOf(tx, project, ref);
    const { contents, replaced } = await contentsOf(tx, project, { type, id });
    return { carrier: { type, id }, contents, replaced, total: contents.length, truncated: false, asOf: speaksAsOf };
  });
  const shown = [...body.contents, ...body.replaced].map(({ digest }) => digest);
  return { body, look: { action: "view", subject: ref, facts: { of: "contents", total: body.total }, shown } };
}

/** The door's answer to bytes that are to be attached. */
export async function attached(asker: Asker, ref: Ref, body: AttachBody): Promise<Done | RefusedAct> {
  const result = await attachOffered(asker, ref, body);
  if (result.outcome === "refused") {
    return bytesRefused(result);
  }
  const { recorded, content, isNew } = result;
  return { outcome: "done", recorded, status: isNew ? 201 : 200, body: { content, isNew } satisfies AttachedReply };
}

/** The door's answer to a check of bytes. That they are not what is recorded is a result. */
export async function checked(asker: Asker, ref: Ref, digest: Digest): Promise<Done> {
  const { outcomeRecorded: recorded, ...body } = await checkFixity(asker, ref, digest);
  return { outcome: "done", recorded, status: 200, body };
}

/** The bytes of an artifact as a stream, which breaks off before its end when they are not what is recorded. */
export async function download(
  asker: Asker,
  ref: Ref,
  wanted: { digest: Digest; file?: Digest },
): Promise<Looked | RefusedAct> {
  const fetched = await fetchContent(asker, ref, wanted);
  if (fetched.outcome === "refused") {
    return bytesRefused(fetched);
  }
  const { bytes, mediaType, sizeBytes, digest, carrier } = fetched;
  const base64 = Buffer.from(digest.slice("sha256:".length), "hex").toString("base64");
  return {
    stream: streamOf(bytes, digest),
    type: mediaType,
    headers: {
      "content-length": String(sizeBytes),
      "content-disposition": "attachment",
      "repr-digest": `sha-256=:${base64}:`,
    },
    look: {
      action: "download",
      subject: carrier,
      ...(refKey(ref) === refKey(carrier) ? {} : { related: [ref] }),
      facts: { of: digest },
      shown: [digest],
    },
  };
}

/** A stream that reads on only when somebody takes what it has. Its error breaks the connection. */
function streamOf(source: AsyncIterable<Uint8Array>, digest: Digest): ReadableStream<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (done) {
            controller.close();
          } else {
            controller.enqueue(value);
          }
        } catch (error) {
          log.error({ ...told(error), digest }, "bytes were not given whole");
          controller.error(error);
        }
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
