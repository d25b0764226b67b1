import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Pseudonym } from "@/graph-schema/envelope";
import { Digest, Instant } from "@/graph-schema/values";
import { Role, TokenScope } from "@/lib/contract/identity";
import { canonicalJson } from "@/lib/hash";
import { keyedDigest } from "@/lib/keys/client";
import { hideNames, showNames } from "./account-names";
import { hideName, showName } from "./passkey-name";

/** The rows that grant power. They may change, so the guard does not protect them; their seal does. */
export const AccountRow = z.strictObject({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  kind: z.enum(["user", "service", "system"]),
  roles: z.array(Role),
  /** Roles in single projects; `lib/identity/access/grants.ts` reads them. */
  grants: z.array(z.string()).optional(),
  account: Pseudonym,
  person: Pseudonym.optional(),
  createdAt: Instant,
  disabledAt: Instant.optional(),
  /** Grows with each change of rights; absent is 1. An older row that is put back has a smaller one. */
  version: z.int().positive().optional(),
  /** Are events of this account taken only with the signature of one of its keys? */
  signedOnly: z.boolean().optional(),
  /** When its names were removed for good; it is disabled since then. */
  erasedAt: Instant.optional(),
});
export type AccountRow = z.infer<typeof AccountRow>;

/** A person's account as it is stored: the database keeps old pages and logs, so it never sees their names. */
const HiddenAccount = AccountRow.omit({ displayName: true }).extend({
  /** User name and display name, encrypted under the account's own key; absent once they were erased. */
  names: z.base64().optional(),
});

export const CredentialRow = z.strictObject({
  accountId: z.string(),
  hash: z.string(),
  setAt: Instant,
  /** A password that somebody else chose is good until then; absent once its owner chose one. */
  expiresAt: Instant.optional(),
});
export type CredentialRow = z.infer<typeof CredentialRow>;

export const SessionRow = z.strictObject({
  id: z.string(),
  idHash: z.string(),
  accountId: z.string(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  agent: z.string().optional(),
  /** Whose sign-in at a provider began it; absent where a password did. */
  identity: z.string().optional(),
  /** Keyed digest of issuer and of what the provider calls its own session, by which it ends ours; absent where it does not say. */
  providerSession: z.string().optional(),
});
export type SessionRow = z.infer<typeof SessionRow>;

export const TokenRow = z.strictObject({
  id: z.string(),
  hash: z.string(),
  accountId: z.string(),
  scopes: z.array(TokenScope),
  projects: z.array(z.string()).optional(),
  /** Pseudonym of the person who made it, or of the account where no person stands behind it. */
  madeBy: Pseudonym.optional(),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Instant.optional(),
  lastUsedAt: Instant.optional(),
});
export type TokenRow = z.infer<typeof TokenRow>;

/** A public key with which an account signs its events; once it ended it never comes back. */
export const CallerKeyRow = z.strictObject({
  id: Digest,
  accountId: z.string(),
  /** 32 bytes in base64. */
  publicKey: z.string(),
  registeredAt: Instant,
  endedAt: Instant.optional(),
  endedBy: z.enum(["revocation", "rotation"]).optional(),
  lastUsedAt: Instant.optional(),
});
export type CallerKeyRow = z.infer<typeof CallerKeyRow>;

/** Whoever a provider calls by one name signs in as one account. Never deleted: one that ended may be linked anew. */
export const FederatedIdentityRow = z.strictObject({
  /** Keyed digest of issuer and subject. */
  id: z.string(),
  accountId: z.string(),
  provider: z.string(),
  linkedAt: Instant,
  endedAt: Instant.optional(),
  /** Grows each time that it is linked or ends. */
  version: z.int().positive(),
});
export type FederatedIdentityRow = z.infer<typeof FederatedIdentityRow>;

/** A public key of somebody's authenticator, by which they sign in and sign. */
export const PasskeyRow = z.strictObject({
  id: z.string(),
  /** How the authenticator calls it, in base64url. */
  credentialId: z.string(),
  accountId: z.string(),
  /** Pseudonym of the account, under whose key its name lies. */
  account: Pseudonym,
  name: z.string(),
  /** COSE key in base64url. */
  publicKey: z.string(),
  /** How often it was used, as the authenticator counts; 0 where it does not. */
  counter: z.int().nonnegative(),
  /** Can its authenticator copy it to other devices? That never changes. */
  isSyncable: z.boolean(),
  /** Is there a copy elsewhere? */
  isSynced: z.boolean(),
  transports: z.array(z.string()),
  registeredAt: Instant,
  lastUsedAt: Instant.optional(),
  /** Grows with each use, and once more when it is removed. */
  version: z.int().positive(),
});
export type PasskeyRow = z.infer<typeof PasskeyRow>;

const HiddenPasskey = PasskeyRow.extend({ name: z.base64() });

/** A row as the database returns it: anybody with access to the database may have written it. */
export const RawRow = z.record(z.string(), z.unknown());
export type RawRow = z.infer<typeof RawRow>;

/** A kind of row: its label in the graph, and its shape. */
interface Kind<Row extends object> {
  readonly label: "Account" | "Credential" | "Session" | "ApiToken" | "CallerKey" | "FederatedIdentity" | "Passkey";
  readonly shape: z.ZodType<Row>;
  /** How it is stored, where that is not how it is used. */
  readonly stored?: Stored<Row>;
}

interface Stored<Row extends object> {
  readonly shape: z.ZodType<object>;
  hide(row: Row): Promise<object>;
  /** Undefined where what is stored does not open. */
  show(stored: object): Promise<object | undefined>;
}

export const ACCOUNT: Kind<AccountRow> = {
  label: "Account",
  shape: AccountRow,
  // The first is how services and built-in accounts are stored, and how people were before their names were hidden.
  stored: { shape: z.union([AccountRow, HiddenAccount]), hide: hideNames, show: showNames },
};
export const CREDENTIAL: Kind<CredentialRow> = { label: "Credential", shape: CredentialRow };
export const SESSION: Kind<SessionRow> = { label: "Session", shape: SessionRow };
export const TOKEN: Kind<TokenRow> = { label: "ApiToken", shape: TokenRow };
export const CALLER_KEY: Kind<CallerKeyRow> = { label: "CallerKey", shape: CallerKeyRow };
export const FEDERATED_IDENTITY: Kind<FederatedIdentityRow> = {
  label: "FederatedIdentity",
  shape: FederatedIdentityRow,
};

export const PASSKEY: Kind<PasskeyRow> = {
  label: "Passkey",
  shape: PasskeyRow,
  stored: { shape: HiddenPasskey, hide: hideName, show: showName },
};

/** Is written without reading the rest of the row first, and grants nothing. */
const UNSEALED = "lastUsedAt";

function present(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

function mac(label: string, row: object): Promise<string> {
  const { [UNSEALED]: _, ...covered } = present(row);
  return keyedDigest("seal:identity", canonicalJson({ label, row: covered }));
}

/** `row` as it is stored: without absent fields, and with a MAC by a key that the database never sees. */
export async function sealed<Row extends object>(kind: Kind<Row>, row: Row): Promise<Record<string, unknown>> {
  const stored = kind.stored ? await kind.stored.hide(row) : row;
  return { ...present(stored), mac: await mac(kind.label, stored) };
}

/** The row if we wrote it exactly so; `"forged"` when its shape or its MAC says that somebody else did. */
export async function opened<Row extends object>(kind: Kind<Row>, raw: RawRow): Promise<Row | "forged"> {
  const { mac: found, ...rest } = raw;
  const parsed = (kind.stored ?? kind).shape.safeParse(rest);
  if (!parsed.success || typeof found !== "string") {
    return "forged";
  }
  const wanted = Buffer.from(await mac(kind.label, parsed.data));
  const given = Buffer.from(found);
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) {
    return "forged";
  }
  return kind.shape.safeParse(kind.stored ? await kind.stored.show(parsed.data) : parsed.data).data ?? "forged";
}
