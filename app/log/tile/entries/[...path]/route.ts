import { TileParams } from "@/lib/contract/log";
import { NotFound } from "@/lib/errors";
import { inOneChunk } from "@/lib/http/reply";
import { route } from "@/lib/http/route";
import { publishedTile } from "@/lib/http/tiles";

export const GET = route({
  path: "/log/tile/entries/{path}",
  permission: "audit:read",
  params: TileParams,
  async look({ params: { path } }) {
    const bundle = await publishedTile(`tile/entries/${path.join("/")}`);
    if (!bundle) {
      throw new NotFound("there is no such bundle of entries");
    }
    return {
      stream: inOneChunk(bundle),
      type: "application/octet-stream",
      look: { action: "download", facts: { of: "log_entries" }, shown: [path.join("/")] },
    };
  },
});
