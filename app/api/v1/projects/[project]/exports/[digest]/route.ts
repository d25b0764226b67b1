import { ExportParams } from "@/lib/contract/dossier";
import { route } from "@/lib/http/route";
import { exported } from "@/lib/report/exported";

export const GET = route({
  path: "/projects/{project}/exports/{digest}",
  permission: "artifact:read",
  params: ExportParams,
  async look({ project, params: { digest } }) {
    const body = await exported(project, digest);
    const shown = [body.export, ...body.since].map(({ id }) => id);
    return { body, look: { action: "verify", facts: { of: "export", sha256: digest }, shown } };
  },
});
