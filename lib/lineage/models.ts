import { z } from "zod";
import type { ModelsReply } from "@/lib/contract/promotion";
import type { ListQuery } from "@/lib/contract/query";
import { read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { MODELS, MODELS_TOTAL } from "./queries";

const Row = z.object({
  id: z.string(),
  versions: z.int(),
  latest: z.string().nullable(),
  live: z
    .object({
      modelVersion: z.string(),
      deployment: z.string(),
      since: z.string(),
      origin: z.enum(["acted", "asserted"]),
    })
    .nullable(),
});

/** The registered models by name, each with what is live in production. */
export function models(project: string, { limit, cursor }: ListQuery): Promise<ModelsReply> {
  return read(async (tx) => {
    const [rows, [counted], speaksAsOf] = await Promise.all([
      tx.rows(MODELS, { project, after: cursor ?? "", limit: limit + 1 }, Row),
      tx.rows(MODELS_TOTAL, { project }, z.object({ total: z.int() })),
      asOf(tx),
    ]);
    const shown = rows.slice(0, limit);
    const hasMore = rows.length > limit;
    return {
      models: shown,
      total: counted?.total ?? shown.length,
      totalIs: "exact",
      truncated: shown.length < (counted?.total ?? 0),
      cursor: hasMore ? (shown.at(-1)?.id ?? null) : null,
      asOf: speaksAsOf,
    };
  });
}
