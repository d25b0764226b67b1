import { useMutation, useQuery } from "@tanstack/react-query";
import type { DossierQuery, DossierType, PeriodQuery } from "@/lib/contract/dossier";
import { ReportsReply } from "@/lib/contract/reports";
import { ask, download, path } from "./door";

/** Has the dossier of an artifact made, and fetches it. That it was handed over is on record. */
export function useDossier(project: string, { type, id }: { readonly type: DossierType; readonly id: string }) {
  return useMutation({
    mutationFn: ({ format, template }: Pick<DossierQuery, "format" | "template">) =>
      download(path(["projects", project, "artifacts", type, id, "dossier"], { format, template })),
  });
}

/** What a dossier of a time is asked by, as it is typed. */
export type WantedPeriod = Pick<PeriodQuery, "format"> &
  Partial<Pick<PeriodQuery, "actor">> & {
    readonly project: string;
    readonly from: string;
    readonly to: string;
    readonly volume: string;
  };

/** Has the dossier of a time made, and fetches it. */
export function usePeriodDossier() {
  return useMutation({
    mutationFn: ({ project, ...query }: WantedPeriod) => download(path(["projects", project, "dossier"], query)),
  });
}

/** What is made on schedule in a project, and what was. */
export function useReports(project: string) {
  return useQuery({
    queryKey: ["reports", project],
    queryFn: () => ask(path(["projects", project, "reports"]), ReportsReply),
  });
}

/** Fetches a dossier that was made on schedule. That it was handed over is on record. */
export function useReport(project: string) {
  return useMutation({ mutationFn: (digest: string) => download(path(["projects", project, "reports", digest])) });
}
