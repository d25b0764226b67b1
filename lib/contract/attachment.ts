import { type ContentRole, declaredDigest, MANIFEST_MEDIA_TYPE, rolesOf } from "@/graph-schema/contents";
import type { Reason } from "@/graph-schema/envelope";
import type { ArtifactType } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import { reason } from "@/lib/errors";

/** The artifact to which something is to be attached, as it is recorded. */
export interface Carrier {
  readonly type: ArtifactType;
  readonly id: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Bytes in a role of an artifact. */
export interface Attachment {
  readonly role: ContentRole;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** Where the bytes are, when they are not in the store. */
  readonly uri?: string | undefined;
  /** There where they had the digest when they were read, now or earlier. */
  readonly wasVerified?: true | undefined;
}

/** Two of these are one: the same bytes in the same role at the same place. */
export function isSameAttachment(a: Attachment, b: Attachment): boolean {
  return a.role === b.role && a.digest === b.digest && a.uri === b.uri;
}

function digestReasons(carrier: Carrier, wanted: Attachment): Reason[] {
  const declared: Digest | undefined = declaredDigest(carrier, wanted.role);
  return declared !== undefined && declared !== wanted.digest
    ? [reason("artifact_digest_differs", { recorded: declared, claimed: wanted.digest })]
    : [];
}

/** An artifact says its size of a single file; that of a directory is not the size of its manifest. */
function sizeReasons({ facts }: Carrier, { role, mediaType, sizeBytes }: Attachment): Reason[] {
  const declared = role === "content" && mediaType !== MANIFEST_MEDIA_TYPE ? facts.size_bytes : undefined;
  return typeof declared === "number" && declared !== sizeBytes
    ? [reason("artifact_size_differs", { recorded: declared, claimed: sizeBytes })]
    : [];
}

function othersThan({ role, digest }: Attachment, present: readonly Attachment[]): Attachment[] {
  return role === "supplement" ? [] : present.filter((each) => each.role === role && each.digest !== digest);
}

function isOnlyAsserted({ uri, wasVerified }: Attachment): boolean {
  return uri !== undefined && !wasVerified;
}

/** The digest in whose place `wanted` comes, where it is allowed: it was asserted of an address, and nobody ever verified it. */
export function replacedBy(wanted: Attachment, present: readonly Attachment[]): Digest | undefined {
  return wanted.uri === undefined ? othersThan(wanted, present).find(isOnlyAsserted)?.digest : undefined;
}

/** Of everything but supplements an artifact has one: what is attached is what it is, for good, unless it is only asserted. */
function otherReasons(wanted: Attachment, present: readonly Attachment[]): Reason[] {
  const other = othersThan(wanted, present).find((each) => wanted.uri !== undefined || !isOnlyAsserted(each));
  return other ? [reason("attached_otherwise", { role: wanted.role, digest: other.digest })] : [];
}

/** Why `wanted` may not be attached to `carrier`, which has `present` already. An empty list means that it may. */
export function reasonsToRefuseAttachment(
  carrier: Carrier,
  wanted: Attachment,
  present: readonly Attachment[],
): Reason[] {
  if (!rolesOf(carrier.type).includes(wanted.role)) {
    return [reason("role_not_carried", { type: carrier.type, role: wanted.role })];
  }
  return [...digestReasons(carrier, wanted), ...sizeReasons(carrier, wanted), ...otherReasons(wanted, present)];
}

const OTHER_BYTES: ReadonlySet<string> = new Set([
  "artifact_digest_differs",
  "artifact_size_differs",
  "attached_otherwise",
]);

/** Is nothing else wrong with what was to be attached than that it is not what is recorded? */
export function areOtherBytes(reasons: readonly Reason[]): boolean {
  return reasons.length > 0 && reasons.every(({ code }) => OTHER_BYTES.has(code));
}
