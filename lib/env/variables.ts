import { z } from "zod";
import { RetentionDays } from "./retention";
import { hasExpiry, SECURITY_TXT } from "./security-txt";
import { Mailboxes, Place, RECONCILIATION, Roots, Urls, Witnesses } from "./values";

/** The variables that configure Pedigree, one by one, and which of them are wanted together. */
export const Variables = z
  .object({
    NEO4J_URI: z
      .string()
      .regex(/^(bolt|neo4j)(\+s|\+ssc)?:\/\//, "must begin with bolt:// or neo4j:// (+s, +ssc)")
      .optional(),
    NEO4J_USER: z.string().min(1).default("neo4j"),
    NEO4J_PASSWORD: z.string().min(1).optional(),
    NEO4J_DATABASE: z.string().min(1).default("neo4j"),
    PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
    LISTEN_ADDRESS: z
      .union([z.ipv4(), z.ipv6(), z.literal("localhost")], "must be an IP address of this machine")
      .default("127.0.0.1"),
    PUBLIC_URL: z.url().optional(),
    PEDIGREE_HOME: z.string().min(1).default(".pedigree"),
    PEDIGREE_SIGNER: z.string().min(1).optional(),
    PEDIGREE_KEK: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, "must be 64 hex digits (32 bytes)")
      .optional(),
    PEDIGREE_EMBEDDED: z.enum(["0", "1"]).default("0"),
    PEDIGREE_BEHIND_PROXY: z.enum(["0", "1"]).default("0"),
    PEDIGREE_GUARD: z.enum(["enforced", "absent"]).default("absent"),
    PEDIGREE_LOG: Place.optional(),
    PEDIGREE_ARTIFACTS: Place.optional(),
    PEDIGREE_ARTIFACT_LOCK_DAYS: z.coerce.number().int().min(0).max(36_500).default(0),
    PEDIGREE_UPLOAD_DAYS: z.coerce.number().int().min(1).max(365).default(7),
    PEDIGREE_REFERENCE_ROOTS: Roots.default({ directories: [], buckets: [] }),
    PEDIGREE_REFERENCE_PRIVATE_ADDRESSES: z.enum(["0", "1"]).default("0"),
    ...RECONCILIATION,
    ...SECURITY_TXT,
    PEDIGREE_RETENTION: RetentionDays,
    PEDIGREE_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    PEDIGREE_WITNESSES: Witnesses.default([]),
    PEDIGREE_WITNESS_QUORUM: z.coerce.number().int().min(0).default(0),
    PEDIGREE_CHECKPOINT_COPIES: Place.optional(),
    PEDIGREE_CHECKPOINT_COPY_DAYS: z.coerce.number().int().min(1).max(36_500).default(365),
    PEDIGREE_TSA_URL: z.url({ protocol: /^https?$/ }).optional(),
    PEDIGREE_PDF_CERTIFICATE: z.string().min(1).optional(),
    PEDIGREE_PDF_KEY: z.string().min(1).optional(),
    PEDIGREE_PDF_PASSPHRASE: z.string().min(1).optional(),
    PEDIGREE_RUNNER_TOKEN: z.string().min(1).optional(),
    PEDIGREE_SIGN_IN: z.string().min(1).optional(),
    PEDIGREE_REPORTS: z.string().min(1).optional(),
    PEDIGREE_ALERT_WEBHOOKS: Urls.default([]),
    PEDIGREE_ALERT_SECRET: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "must be whsec_ and at least 24 bytes in base64 (Standard Webhooks)")
      .optional(),
    PEDIGREE_ALERT_EMAILS: Mailboxes.default([]),
    PEDIGREE_ALERT_FROM: z.email().optional(),
    PEDIGREE_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  })
  .refine((env) => env.PEDIGREE_ALERT_EMAILS.length === 0 || (env.PEDIGREE_SMTP_URL && env.PEDIGREE_ALERT_FROM), {
    path: ["PEDIGREE_SMTP_URL"],
    message: "and PEDIGREE_ALERT_FROM are needed to send what goes to PEDIGREE_ALERT_EMAILS",
  })
  .refine((env) => env.PEDIGREE_ALERT_WEBHOOKS.length === 0 || env.PEDIGREE_ALERT_SECRET !== undefined, {
    path: ["PEDIGREE_ALERT_SECRET"],
    message: "is needed to sign what goes to PEDIGREE_ALERT_WEBHOOKS",
  })
  .refine((env) => (env.PEDIGREE_PDF_CERTIFICATE === undefined) === (env.PEDIGREE_PDF_KEY === undefined), {
    path: ["PEDIGREE_PDF_KEY"],
    message: "and PEDIGREE_PDF_CERTIFICATE are needed together",
  })
  .refine((env) => env.PEDIGREE_ARTIFACT_LOCK_DAYS === 0 || env.PEDIGREE_ARTIFACTS !== undefined, {
    path: ["PEDIGREE_ARTIFACT_LOCK_DAYS"],
    message: "is for a bucket with Object Lock, which PEDIGREE_ARTIFACTS names",
  })
  .refine((env) => env.PEDIGREE_WITNESS_QUORUM <= env.PEDIGREE_WITNESSES.length, {
    path: ["PEDIGREE_WITNESS_QUORUM"],
    message: "is more than there are witnesses",
  })
  .refine(hasExpiry, {
    path: ["PEDIGREE_SECURITY_EXPIRES"],
    message: "is needed with PEDIGREE_SECURITY_CONTACT: security.txt says until when it holds (RFC 9116)",
  });
