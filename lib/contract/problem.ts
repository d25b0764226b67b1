import { z } from "zod";
import { Reason } from "@/graph-schema/envelope";

/** One thing that is wrong with a request, and where: `pointer` is an RFC 6901 JSON pointer into the body, or a parameter's name. */
export const ProblemError = z.object({ pointer: z.string(), code: z.string(), detail: z.string() });
export type ProblemError = z.infer<typeof ProblemError>;

/** RFC 9457 problem details; `recorded` names the audit event of the refusal, where one was written, `error` is OAuth's code. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(ProblemError).optional(),
  reasons: z.array(Reason).optional(),
  error: z.string().optional(),
  recorded: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
