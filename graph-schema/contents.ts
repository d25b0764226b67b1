import { z } from "zod";
import type { ArtifactType } from "./names";
import { Digest } from "./values";

/**
 * What bytes are to the artifact that they are attached to: itself (`content`), the archive of a commit (`source`), the lockfile
 * of an environment, the schema of a dataset version, the request that a prediction answered (`input`), or anything that goes with it (`supplement`).
 */
const CONTENT_ROLES = ["content", "source", "lockfile", "schema", "input", "supplement"] as const;
export const ContentRole = z.enum(CONTENT_ROLES);
export type ContentRole = z.infer<typeof ContentRole>;

/** Which kinds of artifacts carry bytes in which role, and by which of their facts they declare the digest of those. */
const CARRIED: Partial<Record<ArtifactType, Partial<Record<ContentRole, string | null>>>> = {
  dataset_version: { content: "sha256", schema: "schema_sha256", supplement: null },
  commit: { source: null, supplement: null },
  environment: { lockfile: "lockfile_sha256", supplement: null },
  model_version: { content: "sha256", supplement: null },
  report: { content: "sha256", supplement: null },
  prediction: { input: "input_sha256", supplement: null },
};

/** The roles of what can be attached to an artifact of `type`, the most telling one first. */
export function rolesOf(type: ArtifactType): ContentRole[] {
  const carried = CARRIED[type] ?? {};
  return CONTENT_ROLES.filter((role) => role in carried);
}

/** The digest that what is attached in `role` must have, where the artifact says one. A report may be named by its digest. */
export function declaredDigest(
  { type, id, facts }: { type: ArtifactType; id: string; facts: Readonly<Record<string, unknown>> },
  role: ContentRole,
): Digest | undefined {
  const fact = CARRIED[type]?.[role];
  const said = Digest.safeParse(fact ? facts[fact] : undefined);
  const named = Digest.safeParse(type === "report" && role === "content" ? id : undefined);
  return said.data ?? named.data;
}

/** The bytes of a directory: a list of its files with their digests. */
export const MANIFEST_MEDIA_TYPE = "application/vnd.pedigree.manifest.v1+json";

/** A media type (RFC 6838) without parameters. */
export const MediaType = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/,
    "must be a media type such as text/csv",
  );
