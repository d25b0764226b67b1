import { z } from "zod";
import { ERASURE_BASES, RETENTION_CLASSES } from "../privacy";
import { Digest, Stamp } from "../values";
import type { Action } from "./action";
import { shownBy, Text } from "./parts";

/** Parts that were taken out of the record: how many, and the SHA-256 over their sorted ids, one a line. */
const taken = z.object({ parts: z.int().nonnegative(), set_sha256: Digest });

/** What a hold is on: a person by pseudonym, a whole project, or the artifact that is the subject. */
const held = z.object({ scope: z.enum(["person", "project", "artifact"]), person: Text.optional() });

/** Something personal in an event, by its place. */
const Detected = z.strictObject({ pointer: z.string(), kind: Text, count: z.int().positive() });

/** What is kept of persons, and for how long. */
export const PRIVACY = {
  hold: { family: "privacy", facts: held.extend(shownBy) },
  release: { family: "privacy", facts: held.extend(shownBy) },
  request_erasure: {
    family: "privacy",
    facts: z.object({
      accounts: z.array(Text).max(100).optional().describe("pseudonyms of the accounts of whom it is about"),
      basis: z.enum(ERASURE_BASES).optional().describe("the ground of Art. 17(1) GDPR"),
      parts: z.int().nonnegative().optional().describe("parts of the record under their keys at that moment"),
      ...shownBy,
    }),
  },
  erase: {
    family: "privacy",
    facts: taken.extend({ accounts: z.array(Text).max(100).describe("pseudonyms of those whose keys were destroyed") }),
  },
  retain: {
    family: "privacy",
    facts: taken.extend({
      // Partial: sweeps of before know fewer classes.
      until: z
        .partialRecord(z.enum(RETENTION_CLASSES), Stamp)
        .describe("by class: parts of events with a smaller stamp were due to go"),
      of: z.partialRecord(z.enum(RETENTION_CLASSES), z.int().nonnegative()).describe("how many went, by class"),
      held: z.int().nonnegative().describe("parts that were due and stayed, because of a hold"),
    }),
  },
  quarantine: {
    family: "privacy",
    facts: z.object({
      events: z.int().positive().describe("events that were sent together and are set aside, unrecorded"),
      detected: z.array(Detected).describe("what is personal in them; names that their sender made up are stars"),
    }),
  },
  release_quarantined: {
    family: "privacy",
    facts: z.object({ form: z.enum(["as_sent", "redacted"]).describe("how they were recorded"), ...shownBy }),
  },
  discard_quarantined: { family: "privacy", facts: z.object(shownBy) },
} as const satisfies Record<string, Action>;
