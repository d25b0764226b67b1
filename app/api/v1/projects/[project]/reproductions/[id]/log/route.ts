import { LogBody, ReproductionParams } from "@/lib/contract/reproduction";
import { logKept } from "@/lib/http/reproductions";
import { route } from "@/lib/http/route";

export const POST = route({
  path: "/projects/{project}/reproductions/{id}/log",
  permission: "reproduction:run",
  params: ReproductionParams,
  body: LogBody,
  act: ({ params, body, ...asked }) => logKept(asked, params.id, body),
});
