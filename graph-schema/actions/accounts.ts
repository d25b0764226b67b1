import { z } from "zod";
import { Digest } from "../values";
import type { Action } from "./action";
import { none, Text } from "./parts";

/** How somebody showed who they are: where, and whether only to put their name to something. */
const signIn = z.object({
  method: Text.optional(),
  provider: Text.optional(),
  passkey: Text.optional(),
  signature: z.boolean().optional(),
});

/** Whose key it is (a pseudonym), and which: the SHA-256 of its SubjectPublicKeyInfo. */
const callerKey = z.object({ account: Text, key: Digest });

/** Sign-ins and rights. */
export const ACCOUNTS = {
  enrol: {
    family: "account",
    facts: z.object({ kind: z.enum(["user", "service", "system"]), roles: z.array(Text).max(50) }),
  },
  confirm_access: {
    family: "account",
    facts: z.object({ account: Text, roles: z.array(Text).max(50), projects: z.array(Text).max(100).optional() }),
  },
  register_key: {
    family: "account",
    facts: callerKey.extend({ public_key: Text, signed_only: z.boolean().optional() }),
  },
  replace_key: { family: "account", facts: callerKey.extend({ public_key: Text, replaced: Digest }) },
  revoke_key: { family: "account", facts: callerKey },
  sign_in: { family: "account", facts: signIn },
  sign_in_failed: { family: "account", facts: signIn.extend({ attempts: z.int().positive().optional() }) },
  sign_out: { family: "account", facts: none },
  end_sessions: {
    family: "account",
    facts: z.object({
      provider: Text.optional(),
      account: Text.optional().describe("pseudonym of whose sessions they were"),
      sessions: z.int().nonnegative().optional(),
      attempts: z.int().positive().optional(),
    }),
  },
  denied: {
    family: "account",
    facts: z.object({
      permission: Text.optional(),
      route: Text.optional(),
      method: Text.optional(),
      attempts: z.int().positive().optional(),
    }),
  },
} as const satisfies Record<string, Action>;
