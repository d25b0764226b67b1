import { z } from "zod";
import { NotFound } from "@/lib/errors";
import { UNREADABLE_PATH } from "@/lib/http/peer";
import { route } from "@/lib/http/route";

const rest = z
  .array(z.string())
  .refine(([first]) => first !== UNREADABLE_PATH, "must be percent-encoded UTF-8")
  .describe("a path that is no route of this API");
const nowhere = {
  path: "/{rest}",
  permission: "account:self",
  params: z.object({ rest }),
  query: z.looseObject({}),
} as const;

async function nothing(): Promise<never> {
  throw new NotFound("there is no such route");
}

/** Looking for what does not exist is on record, too. */
export const GET = route({ ...nowhere, look: nothing });
export const POST = route({ ...nowhere, act: nothing });
export const PUT = route({ ...nowhere, act: nothing });
export const PATCH = route({ ...nowhere, act: nothing });
export const DELETE = route({ ...nowhere, act: nothing });
