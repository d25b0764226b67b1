import { ReproductionParams } from "@/lib/contract/reproduction";
import { lookAtReproduction } from "@/lib/http/reproductions";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/reproductions/{id}",
  permission: "artifact:read",
  params: ReproductionParams,
  look: (asked) => lookAtReproduction(asked, asked.params.id),
});
