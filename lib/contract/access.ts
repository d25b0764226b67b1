import { z } from "zod";
import { ProjectId } from "@/graph-schema/names";
import { Role, TokenScope } from "./identity";
import { ListHead, Who } from "./reply";

/** Days without any event of theirs there after which what somebody holds counts as unused. */
export const UNUSED_DAYS = 90;

/** One role that somebody holds, or one token of a service. */
export const AccessRow = z.object({
  who: Who,
  kind: z.enum(["role", "token"]),
  role: Role.nullable().describe("null for a token"),
  token: z.string().nullable().describe("id of a token; null for a role"),
  scopes: z.array(TokenScope).describe("of a token"),
  project: z.string().nullable().describe("null is the whole installation"),
  since: z.string().nullable().describe("when it was given, by the log; null where no event of ours says so"),
  eventId: z.string().nullable().describe("the event that gave it"),
  givenBy: Who.nullable(),
  until: z.string().nullable(),
  breakGlass: z.boolean(),
  isDisabled: z.boolean().describe("the account is, so that nothing of this counts"),
  lastActAt: z.string().nullable().describe("when they last did or looked at anything there"),
  isUnused: z.boolean().describe(`nothing of theirs there for ${UNUSED_DAYS} days, nor was it given since`),
  confirmedAt: z.string().nullable().describe("when somebody last said that it is still needed"),
  confirmedBy: Who.nullable(),
});
export type AccessRow = z.infer<typeof AccessRow>;

/** GET /access-review?project= — with the roles of the whole installation, which count in each project. */
export const AccessReviewQuery = z.strictObject({ project: ProjectId.optional() });
export const AccessReviewReply = z.object({ access: z.array(AccessRow), ...ListHead });
export type AccessReviewReply = z.infer<typeof AccessReviewReply>;

/** POST /access-review/confirmations — that a role is still needed. */
export const ConfirmAccessBody = z.strictObject({
  username: z.string().min(1).max(200),
  role: Role,
  project: ProjectId.nullable().describe("null is the whole installation"),
});
