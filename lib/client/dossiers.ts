import { useMutation } from "@tanstack/react-query";
import type { DossierQuery, DossierType } from "@/lib/contract/dossier";
import { download, path } from "./door";

/** Has the dossier of an artifact made, and fetches it. That it was handed over is on record. */
export function useDossier(project: string, { type, id }: { readonly type: DossierType; readonly id: string }) {
  return useMutation({
    mutationFn: (format: DossierQuery["format"]) =>
      download(`${path(["projects", project, "artifacts", type, id, "dossier"])}?format=${format}`),
  });
}
