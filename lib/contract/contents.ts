import { z } from "zod";
import { ContentRole, MediaType } from "@/graph-schema/contents";
import { Ref, WireRef } from "@/graph-schema/names";
import { Digest } from "@/graph-schema/values";
import { ArtifactParams, ProjectParams, Whole } from "./query";
import { AsOf } from "./reply";

/** 5 TiB, the most that one object in S3 may have. */
const MAX_BYTES = 5 * 1024 ** 4;
const SizeBytes = z.int().nonnegative().max(MAX_BYTES);
const ContentType = MediaType.default("application/octet-stream");

/** POST …/uploads — bytes are going to be brought. */
export const UploadBody = z.strictObject({
  digest: Digest,
  sizeBytes: SizeBytes,
  attachment: z
    .strictObject({
      artifact: WireRef,
      role: ContentRole,
      mediaType: ContentType,
      isReport: z
        .boolean()
        .optional()
        .describe("the bytes are sent although the record names others, so that there is a finding"),
    })
    .optional()
    .describe("what they will be attached as: what contradicts the record is refused before anything is sent"),
});
export type UploadBody = z.infer<typeof UploadBody>;

export const UploadParams = ProjectParams.extend({ id: z.uuid() });
export const PartParams = UploadParams.extend({ number: Whole });

/** An upload: which of its parts are there. Part `n` begins at byte `(n - 1) * partBytes`. */
export const UploadReply = z.object({
  id: z.string().nullable().describe("null where the project brought these bytes before: nothing has to be sent"),
  digest: Digest,
  sizeBytes: SizeBytes,
  partBytes: z.int().describe("bytes of each part but the last one"),
  parts: z.int().describe("how many parts there are"),
  present: z.array(z.int()).describe("the numbers of the parts that are there, from 1"),
  isComplete: z.boolean().describe("whether the bytes are in the store, verified"),
});
export type UploadReply = z.infer<typeof UploadReply>;

/** POST …/artifacts/{type}/{id}/contents — bytes that the project brought, or that stay where `uri` says. */
export const AttachBody = z.strictObject({
  role: ContentRole,
  digest: Digest,
  sizeBytes: SizeBytes,
  mediaType: ContentType,
  fileName: z.string().min(1).max(255).optional().describe("kept encrypted: it may name a person"),
  uri: z.string().min(1).max(2_000).optional().describe("s3://, file:// or https://, where the bytes stay"),
});
export type AttachBody = z.infer<typeof AttachBody>;

export const ContentParams = ArtifactParams.extend({ digest: Digest });
export const ListedFileParams = ContentParams.extend({ file: Digest });

/** Bytes that are attached to an artifact. */
export const ContentReply = z.object({
  role: ContentRole,
  digest: Digest,
  sizeBytes: z.int(),
  mediaType: z.string(),
  held: z.enum(["store", "reference"]),
  uri: z.string().nullable().describe("where the bytes are, when they are not in the store"),
  files: z.int().nullable().describe("how many files it lists, when it is a manifest"),
  eventId: z.string(),
  attachedAt: z.string(),
  state: z
    .enum(["verified", "asserted", "failed"])
    .describe("whether the bytes had the digest when they were last read; asserted while nobody has read them"),
  checkedAt: z.string().nullable(),
  wasVerified: z
    .literal(true)
    .optional()
    .describe("there where the bytes had the digest when they were read, now or earlier"),
});
export type ContentReply = z.infer<typeof ContentReply>;

/** GET …/artifacts/{type}/{id}/contents */
export const ContentsReply = z.object({
  carrier: Ref.describe("the artifact, or the version that a deployment deployed"),
  contents: z.array(ContentReply),
  replaced: z
    .array(ContentReply)
    .describe("addresses that nobody had ever verified when verified bytes were attached in their place"),
  total: z.int(),
  truncated: z.boolean(),
  asOf: AsOf,
});
export type ContentsReply = z.infer<typeof ContentsReply>;

export const AttachedReply = z.object({
  content: ContentReply,
  isNew: z.boolean().describe("false where the same was attached before"),
});
export type AttachedReply = z.infer<typeof AttachedReply>;

/** POST …/contents/{digest}/verification — the bytes were read and hashed. */
export const VerificationReply = z.object({
  outcome: z.enum(["verified", "differs", "missing", "unreachable"]),
  digest: Digest,
  found: Digest.nullable().describe("the digest of what was read, where it is another one and was read to its end"),
  sizeBytes: z.int(),
  checked: z.int().describe("how many blobs were read: a manifest's files, too"),
  finding: z.string().nullable().describe("the event of the finding, where one was raised now"),
  eventId: z.string(),
});
export type VerificationReply = z.infer<typeof VerificationReply>;
