import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { OwnPath } from "./sign-in";

const Base64Url = z.string().regex(/^[A-Za-z0-9_-]*$/, "must be base64url");
const CredentialId = Base64Url.min(1).max(1_364);
const ClientData = Base64Url.max(8_000);
const Transport = z.string().regex(/^[a-z-]{1,20}$/);

/** What every answer of an authenticator has (PublicKeyCredentialJSON of WebAuthn). */
const Credential = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}),
});

/** What an authenticator answers when it made a passkey (RegistrationResponseJSON of WebAuthn). */
export const Registration = Credential.extend({
  response: z.object({
    clientDataJSON: ClientData,
    attestationObject: Base64Url.max(16_000),
    transports: z.array(Transport).max(10).optional(),
  }),
});
export type Registration = z.infer<typeof Registration>;

/** What an authenticator signs with a passkey (AuthenticationResponseJSON of WebAuthn). */
export const Assertion = Credential.extend({
  response: z.object({
    clientDataJSON: ClientData,
    authenticatorData: Base64Url.max(8_000),
    signature: Base64Url.max(8_000),
    userHandle: Base64Url.max(200).optional(),
  }),
});
export type Assertion = z.infer<typeof Assertion>;

const Descriptor = z.object({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.array(z.string()).optional(),
});

/** What a passkey is asked to sign, as the browser's own call takes it. */
const RequestOptions = z.object({
  challenge: z.string(),
  timeout: z.number(),
  rpId: z.string(),
  userVerification: z.literal("required"),
  allowCredentials: z.array(Descriptor).optional().describe("left out where any passkey will do"),
});

/** What an authenticator is asked to make. */
const CreationOptions = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal("public-key") })),
  timeout: z.number(),
  excludeCredentials: z.array(Descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
  attestation: z.literal("none"),
});

/** POST /session/passkey — begins a sign-in; or, with `signs`, a signature of whoever is signed in. */
export const BeginPasskeyBody = z.strictObject({
  signs: z
    .strictObject({
      act: OwnPath.describe("the path of the act that is signed, below /api/v1"),
      body: Digest.describe("SHA-256 of the act's body as canonical JSON (RFC 8785)"),
    })
    .optional(),
});
export const BeginPasskeyReply = z.object({ options: RequestOptions });
export type BeginPasskeyReply = z.infer<typeof BeginPasskeyReply>;

/** POST /session/passkey/answer */
export const PasskeyAnswerBody = z.strictObject({ answer: Assertion });

/** Whoever changes what signs them in shows who they are by their password, their provider or a passkey they have. */
const Shown = z.strictObject({
  password: z.string().min(1).max(1_000).optional().describe("of whoever asks, to show that it is them"),
});

/** POST /passkeys/{id}/removal */
export const RemovePasskeyBody = Shown;

/** POST /passkeys/creation */
export const CreatePasskeyBody = Shown;
export const CreatePasskeyReply = z.object({ options: CreationOptions });
export type CreatePasskeyReply = z.infer<typeof CreatePasskeyReply>;

/** POST /passkeys */
export const RegisterPasskeyBody = z.strictObject({
  name: z.string().trim().min(1).max(60).describe("by which its owner knows it again; stored encrypted"),
  answer: Registration,
});

export const PasskeyRow = z.object({
  id: z.uuid(),
  name: z.string(),
  registeredAt: z.string(),
  lastUsedAt: z.string().nullable(),
  isSyncable: z.boolean().describe("whether its authenticator can copy it to other devices"),
  isSynced: z.boolean().describe("whether there is a copy elsewhere"),
});
export type PasskeyRow = z.infer<typeof PasskeyRow>;

/** GET /passkeys — one's own; GET /accounts/{username}/passkeys — somebody's, for those who manage accounts. */
export const PasskeysReply = z.object({ passkeys: z.array(PasskeyRow), total: z.int(), truncated: z.boolean() });
/** DELETE /accounts/{username}/passkeys/{id} */
export const AccountPasskeyParams = z.object({ username: z.string().min(1).max(200), id: z.uuid() });
