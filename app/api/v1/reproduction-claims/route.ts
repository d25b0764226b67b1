import { z } from "zod";
import { workGiven } from "@/lib/http/reproductions";
import { route } from "@/lib/http/route";

export const POST = route({
  path: "/reproduction-claims",
  permission: "reproduction:run",
  body: z.strictObject({}),
  act: ({ caller }) => workGiven(caller),
});
