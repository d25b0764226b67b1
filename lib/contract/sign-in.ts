import { z } from "zod";
import { Who } from "./reply";

/** A provider of sign-ins by its name in addresses. */
export const ProviderId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "must be up to 32 lower-case letters, digits and hyphens");

export const ProviderParams = z.object({ provider: ProviderId });

/** A path of this application, with what it asks; never an address elsewhere. */
export const OwnPath = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])[^\\\s]*$/, "must be a path of this application");

/** POST /session/providers/{provider} — begins a sign-in there; or, with `act`, shows again who one is for a signature. */
export const BeginBody = z.strictObject({
  next: OwnPath.default("/").describe("where to go afterwards"),
  act: OwnPath.optional().describe("the path of the act that is signed, below /api/v1"),
});
/** Where the browser goes now. */
export const BeginReply = z.object({ url: z.url() });

/** POST /session/providers/{provider}/answer — what the provider sent back with the browser, as it stood in the address. */
export const AnswerBody = z.strictObject({ query: z.string().max(8_000) });
export const AnswerReply = z.object({
  for: z.enum(["session", "signature"]),
  next: z.string().describe("where to go now; of a signature, the path of its act"),
});

/** POST /session/providers/{provider}/logout — a form that the provider's server sends; what else stands in it is ignored, as OpenID wants it. */
export const LogoutBody = z.object({ logout_token: z.string().min(1).max(16_000) });

/** POST /accounts/{username}/identities — whoever the provider calls `subject` signs in as this account. */
export const LinkBody = z.strictObject({
  provider: ProviderId,
  subject: z.string().min(1).max(255).describe("the claim sub of the provider, exactly"),
});
export const IdentityRow = z.object({ id: z.string(), provider: z.string(), linkedAt: z.string() });
export const IdentitiesReply = z.object({ identities: z.array(IdentityRow), total: z.int(), truncated: z.boolean() });
/** DELETE …/identities/{id}: the last way into an account is taken only where it is said. */
export const UnlinkQuery = z.strictObject({
  evenIfLast: z.stringbool().default(false).describe("take it although nobody gets into the account afterwards"),
});

/** GET /identities — every account into which somebody at a provider gets. */
export const LinkedReply = z.object({
  linked: z.array(
    IdentityRow.extend({
      who: Who,
      isOnlyWay: z.boolean().describe("no password, passkey or other link lets them in"),
    }),
  ),
  total: z.int(),
  truncated: z.boolean(),
});
export type LinkedReply = z.infer<typeof LinkedReply>;

export const IdentityParams = z.object({
  username: z.string().min(1).max(200),
  id: z.string().regex(/^[0-9a-f]{64}$/),
});
