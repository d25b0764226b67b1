import { ReproductionParams, VerdictBody } from "@/lib/contract/reproduction";
import { reproductionActed } from "@/lib/http/reproductions";
import { route } from "@/lib/http/route";
import { concludeReproduction } from "@/lib/reproduction/requests/conclude";

export const POST = route({
  path: "/projects/{project}/reproductions/{id}/verdict",
  permission: "reproduction:run",
  params: ReproductionParams,
  body: VerdictBody,
  async act({ params, body, ...acting }) {
    return reproductionActed(await concludeReproduction(acting, params.id, body));
  },
});
