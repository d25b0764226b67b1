import { z } from "zod";

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
