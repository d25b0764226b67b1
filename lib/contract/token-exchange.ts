import { z } from "zod";

/** POST /token-exchange — a job of a CI system shows a signed token, and gets one of its service (names of RFC 8693). */
export const TokenExchangeBody = z.strictObject({
  grant_type: z.literal("urn:ietf:params:oauth:grant-type:token-exchange"),
  subject_token: z.string().min(1).max(16_000),
  subject_token_type: z.enum(["urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"]),
});

export const TokenExchangeReply = z.object({
  access_token: z.string(),
  issued_token_type: z.literal("urn:ietf:params:oauth:token-type:access_token"),
  token_type: z.literal("Bearer"),
  expires_in: z.int().describe("seconds"),
});
