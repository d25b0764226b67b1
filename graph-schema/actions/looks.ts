import { z } from "zod";
import { Digest, Instant } from "../values";
import type { Action } from "./action";
import { Text } from "./parts";

const shown = z.object({ shown: z.int().nonnegative().optional(), total: z.int().nonnegative().optional() });

/** What somebody saw. */
export const LOOKS = {
  view: {
    family: "look",
    facts: shown.extend({
      of: Text.optional(),
      sought: z.uuid().optional().describe("what was looked for under an address and is not there"),
      account: Text.optional().describe("pseudonym of whose data was looked at"),
      refused: z.array(Text).max(500).optional().describe("requests that a rehearsed policy would have refused"),
    }),
  },
  search: { family: "look", facts: shown },
  walk: {
    family: "look",
    facts: shown.extend({ direction: Text.optional(), depth: z.int().optional() }),
  },
  trace: { family: "look", facts: shown },
  download: { family: "look", facts: shown.extend({ of: Text.optional() }) },
  export: {
    family: "look",
    facts: shown.extend({
      of: Text.optional(),
      sha256: Digest.optional().describe("of the file that was handed over"),
      unsigned_sha256: Digest.optional().describe("of the file before it was signed: its beginning"),
      certificate_sha256: Digest.optional().describe("of the certificate by whose key it was signed"),
      is_stamped: z.boolean().optional().describe("whether its signature holds a time stamp (RFC 3161)"),
      size_bytes: z.int().nonnegative().optional(),
      log_size: z.int().nonnegative().optional().describe("entries of the log as of which the file speaks"),
      schedule: Text.optional().describe("by which Pedigree made it and keeps it"),
      since: Instant.optional(),
      until: Instant.optional().describe("it tells of what was recorded from then until before this"),
      volume: z.int().positive().optional(),
      volumes: z.int().positive().optional(),
    }),
  },
  verify: { family: "look", facts: shown.extend({ of: Text.optional(), sha256: Digest.optional() }) },
} as const satisfies Record<string, Action>;
