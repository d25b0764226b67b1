import { ProjectParams, SearchQuery } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { SearchCursor } from "@/lib/lineage/cursor";
import { search, shownHits } from "@/lib/lineage/search";

export const GET = route({
  path: "/projects/{project}/search",
  permission: "artifact:read",
  params: ProjectParams,
  query: SearchQuery.extend({ cursor: SearchCursor.optional() }),
  async look({ project, query }) {
    const body = await search({ project, ...query });
    return { body, look: { action: "search", facts: { total: body.total }, shown: shownHits(body) } };
  },
});
