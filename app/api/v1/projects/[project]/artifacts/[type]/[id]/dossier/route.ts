import { DossierParams, DossierQuery } from "@/lib/contract/dossier";
import { takeDossier } from "@/lib/http/dossier";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}/dossier",
  permission: "artifact:download",
  params: DossierParams,
  query: DossierQuery,
  look: ({ params: { type, id }, ...asked }) => takeDossier(asked, { type, id }, asked.query),
});
