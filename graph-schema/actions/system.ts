import { z } from "zod";
import { Instant } from "../values";
import type { Action } from "./action";
import { none, Text } from "./parts";

/** What Pedigree does itself, and what it is asked to do. */
export const SYSTEM = {
  alert: { family: "system", introduces: ["finding"], facts: z.object({ entry: z.int().nonnegative().optional() }) },
  notify: {
    family: "system",
    facts: z.object({
      channel: Text,
      type: Text,
      message: Text.optional().describe("its id, where that is not the subject's"),
      status: z.int().optional(),
      error: Text.optional(),
    }),
  },
  retry_alert: { family: "system", facts: z.object({ channel: Text }) },
  reconcile: {
    family: "system",
    facts: z.object({
      mode: z.enum(["incremental", "full"]),
      began_at: Instant,
      blobs: z.int().nonnegative().describe("what the store holds"),
      registered: z.int().nonnegative().describe("what the record says it holds"),
      read: z.int().nonnegative().describe("blobs that were read and hashed"),
      read_bytes: z.int().nonnegative(),
      missing: z.int().nonnegative(),
      size_differs: z.int().nonnegative(),
      content_differs: z.int().nonnegative(),
      orphan: z.int().nonnegative(),
      foreign: z.int().nonnegative(),
      metadata_differs: z.int().nonnegative(),
      lock_missing: z.int().nonnegative(),
      resumed: z.int().nonnegative().optional().describe("how often it was cut off and went on from there"),
      log: z.enum(["valid", "invalid", "not_checked"]).optional().describe("what the log's invariants came to"),
      log_size: z.int().nonnegative().optional().describe("entries of the log that were looked at"),
      log_root: Text.optional().describe("root of the tree of these entries, where all is well"),
      log_breaches: z.int().nonnegative().optional(),
    }),
  },
  request_reconciliation: { family: "system", facts: z.object({ mode: z.enum(["incremental", "full"]) }) },
  request_reproduction: {
    family: "system",
    facts: z.object({ train: z.boolean().describe("whether the model is to be trained again, too") }),
  },
  withdraw_reproduction: {
    family: "system",
    facts: z.object({
      attempt: z.int().positive().optional().describe("the attempt that a runner was at; absent where none was"),
    }),
  },
  take_reproduction: {
    family: "system",
    facts: z.object({ attempt: z.int().positive().describe("how often a runner took the request up, with this time") }),
  },
  rotate_key: {
    family: "system",
    facts: z.object({ use: z.enum(["events", "log"]), step: z.enum(["prepare", "activate", "retire"]), vkey: Text }),
  },
  restore: {
    family: "system",
    facts: z.object({
      from: z.int().nonnegative(),
      to: z.int().nonnegative(),
      root: Text,
      // Without it: entries that the database lacked.
      what: z.literal("head").optional(),
    }),
  },
  set_privacy: {
    family: "system",
    facts: z.object({
      permanent: z.enum(["refuse", "redact", "quarantine"]).describe("what becomes of personal data in facts"),
      encrypted: z
        .enum(["refuse", "redact", "quarantine", "keep"])
        .describe("what becomes of it in what is kept encrypted"),
      account: Text.optional().describe("pseudonym of the service whose events it is about; all when left out"),
    }),
  },
  create_project: { family: "system", facts: z.object({ simulation: z.boolean().optional() }) },
  refuse: {
    family: "system",
    facts: z.object({
      route: Text.optional(),
      method: Text.optional(),
      sought: z.uuid().optional().describe("what was to be acted on and is not there"),
      attempts: z.int().positive().optional(),
    }),
  },
  probe: { family: "system", facts: none },
  heartbeat: { family: "system", facts: none },
} as const satisfies Record<string, Action>;
