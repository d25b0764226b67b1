import { z } from "zod";
import type { PageOf } from "@/lib/contract/cursor";
import type { ModelsReply } from "@/lib/contract/promotion";
import type { ListQuery } from "@/lib/contract/query";
import { read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { modelCursorText } from "./cursor";
import { MODELS, MODELS_TOTAL } from "./queries";
import { Deployed, endings, foremost } from "./standing";

const Row = z.object({
  id: z.string(),
  versions: z.int(),
  latest: z.string().nullable(),
  deployments: z.array(z.object({ version: z.string(), deployed: Deployed })),
});

function summary({ deployments, ...model }: z.infer<typeof Row>): ModelsReply["models"][number] {
  const ended = endings(deployments.map(({ deployed }) => deployed));
  const live = foremost(
    deployments
      .filter(({ deployed }) => !ended.has(deployed.id))
      .map(({ version, deployed: { id, at, recordedAt, origin } }) => ({ version, id, at, recordedAt, origin })),
  );
  return {
    ...model,
    live: live
      ? {
          modelVersion: live.version,
          deployment: live.id,
          since: live.at,
          recordedAt: live.recordedAt,
          origin: live.origin,
        }
      : null,
  };
}

/** The registered models by name, each with what is live in production. */
export function models(project: string, { limit, cursor }: PageOf<ListQuery, string>): Promise<ModelsReply> {
  return read(async (tx) => {
    const [speaksAsOf, rows, [counted]] = await Promise.all([
      asOf(tx),
      tx.rows(MODELS, { project, after: cursor ?? "", limit: limit + 1 }, Row),
      tx.rows(MODELS_TOTAL, { project }, z.object({ total: z.int() })),
    ]);
    const shown = rows.slice(0, limit);
    const hasMore = rows.length > limit;
    const last = shown.at(-1);
    return {
      models: shown.map(summary),
      total: counted?.total ?? shown.length,
      totalIs: "exact",
      truncated: shown.length < (counted?.total ?? 0),
      cursor: hasMore && last ? modelCursorText(last.id) : null,
      asOf: speaksAsOf,
    };
  });
}
