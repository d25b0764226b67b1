import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IncidentReply } from "@/lib/contract/incident-view";
import { IncidentsReply } from "@/lib/contract/incidents";
import { ask, path } from "./door";

/** The incidents of a project, newest first, page by page. */
export function useIncidents(project: string, state: string) {
  return useInfiniteQuery({
    queryKey: ["incidents", project, state],
    queryFn: ({ pageParam }) =>
      ask(path(["projects", project, "incidents"], { state, cursor: pageParam }), IncidentsReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** One incident with what changed, who is suspected, and what happened `days` days on each side. */
export function useIncident(project: string, id: string, days: number) {
  return useQuery({
    queryKey: ["incident", project, id, days],
    queryFn: () => ask(path(["projects", project, "incidents", id], { days }), IncidentReply),
  });
}

/** Where the report of an incident is taken from; taking it is recorded. */
export function reportHref(project: string, id: string, days: number, format: "json" | "markdown"): string {
  return path(["projects", project, "incidents", id, "report"], { days, format });
}
