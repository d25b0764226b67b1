import { z } from "zod";
import { ReproductionParams } from "@/lib/contract/reproduction";
import { reproductionActed } from "@/lib/http/reproductions";
import { route } from "@/lib/http/route";
import { withdrawReproduction } from "@/lib/reproduction/requests/request";

export const POST = route({
  path: "/projects/{project}/reproductions/{id}/withdrawal",
  permission: "reproduction:request",
  params: ReproductionParams,
  body: z.strictObject({}),
  async act({ params, ...acting }) {
    return reproductionActed(await withdrawReproduction(acting, params.id));
  },
});
