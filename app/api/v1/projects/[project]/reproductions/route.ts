import { ProjectParams } from "@/lib/contract/query";
import { ReproductionsQuery, RequestReproductionBody } from "@/lib/contract/reproduction";
import { lookAtReproductions, reproductionActed } from "@/lib/http/reproductions";
import { route } from "@/lib/http/route";
import { requestReproduction } from "@/lib/reproduction/requests/request";

const path = "/projects/{project}/reproductions";

export const GET = route({
  path,
  permission: "artifact:read",
  params: ProjectParams,
  query: ReproductionsQuery,
  look: (asked) => lookAtReproductions(asked, asked.query),
});

export const POST = route({
  path,
  permission: "reproduction:request",
  params: ProjectParams,
  body: RequestReproductionBody,
  async act({ body, ...acting }) {
    return reproductionActed(await requestReproduction(acting, body));
  },
});
