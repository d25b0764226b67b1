import { z } from "zod";
import { FactText } from "@/graph-schema/values";
import { AsOf, Who } from "./reply";

/** Kinds of personal data and of secrets that have a form by which rules know them. */
export const PERSONAL_KINDS = [
  "email",
  "phone",
  "payment_card",
  "iban",
  "national_id",
  "ip_address",
  "mac_address",
  "birth_date",
  "postal_address",
  "secret",
] as const;
export const PersonalKind = z.enum(PERSONAL_KINDS);
export type PersonalKind = z.infer<typeof PersonalKind>;

/** What each kind is called in a sentence. */
export const PERSONAL_WORDS: Readonly<Record<PersonalKind, string>> = {
  email: "an e-mail address",
  phone: "a phone number",
  payment_card: "a payment card number",
  iban: "a bank account number (IBAN)",
  national_id: "a national identity, tax or health number",
  ip_address: "a public IP address",
  mac_address: "a MAC address",
  birth_date: "a date of birth",
  postal_address: "a postal address",
  secret: "a password, key or token",
};

/** What becomes of personal data in events: in what stands in the log and the graph for ever, and in what is kept encrypted. */
export const Treatment = z.strictObject({
  permanent: z
    .enum(["refuse", "redact", "quarantine"])
    .describe("in facts; an id with personal data in it is refused always"),
  encrypted: z.enum(["refuse", "redact", "quarantine", "keep"]).describe("in the rest of the metadata"),
});
export type Treatment = z.infer<typeof Treatment>;

/** Where nobody decided: nothing personal for ever; elsewhere the event counts for more than what was in it by mistake. */
export const DEFAULT_TREATMENT: Treatment = { permanent: "refuse", encrypted: "redact" };

/** What was taken out of an event before it was stored. Names that the sender made up are stars. */
export const Redacted = z.object({ pointer: z.string(), kind: PersonalKind, count: z.int().positive() });
export type Redacted = z.infer<typeof Redacted>;

const Decided = z.object({
  ...Treatment.shape,
  decided: z
    .object({ by: Who, recordedAt: z.string(), eventId: z.string() })
    .nullable()
    .describe("null where nobody decided"),
});

/** GET …/privacy — how personal data is treated in a project, and of which services otherwise. */
export const PrivacyReply = z.object({
  project: Decided,
  services: z.array(Decided.extend({ who: Who })),
  truncated: z.boolean(),
  asOf: AsOf,
});
export type PrivacyReply = z.infer<typeof PrivacyReply>;

/** POST …/privacy — decides for the project, or for one service in it, whose setting outranks the project's. */
export const PrivacyBody = Treatment.extend({
  service: z.string().min(1).max(100).optional().describe("user name of a service"),
  reason: FactText.min(1).describe("kept encrypted"),
});
export type PrivacyBody = z.infer<typeof PrivacyBody>;
