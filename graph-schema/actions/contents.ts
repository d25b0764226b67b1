import { z } from "zod";
import { ContentRole, MediaType } from "../contents";
import { Digest } from "../values";
import type { Action } from "./action";
import { Text } from "./parts";

/** Bytes by their digest. */
const bytes = z.object({ digest: Digest, size_bytes: z.int().nonnegative() });

/** The bytes of artifacts, as Pedigree itself took and hashed them. */
export const CONTENTS = {
  upload: { family: "content", facts: bytes.extend({ step: z.enum(["begin", "part", "complete"]) }) },
  attach: {
    family: "content",
    facts: bytes.extend({
      role: ContentRole,
      media_type: MediaType,
      held: z.enum(["store", "reference"]).describe("whether the bytes are in the store, or stay where `uri` says"),
      uri: Text.optional(),
      model_signing_sha256: Digest.optional().describe(
        "the subject's digest of a model-signing signature of these files",
      ),
      replaced: Digest.optional().describe(
        "the digest asserted of an address that nobody had verified, which this replaces",
      ),
      files: z.int().nonnegative().optional().describe("how many files a manifest lists"),
    }),
  },
  check_fixity: {
    family: "content",
    facts: bytes.extend({ found: Digest.optional().describe("the digest of what was read, where it is another") }),
  },
} as const satisfies Record<string, Action>;
