import { useQuery } from "@tanstack/react-query";
import { ProjectsReply } from "@/lib/contract/identity";
import { ask, path } from "./door";

/** The projects that the reader may see. */
export function useProjects(isOn: boolean) {
  return useQuery({
    queryKey: ["projects"],
    queryFn: () => ask(path(["projects"]), ProjectsReply),
    enabled: isOn,
  });
}
