import { z } from "zod";
import type { TraceReply } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { originsOf } from "./origins";
import { TRACE } from "./queries";
import { StoredArtifact } from "./summary";

const Row = z.object({
  prediction: StoredArtifact,
  deployment: StoredArtifact.nullable(),
  version: StoredArtifact.nullable(),
});

/** From a prediction back to the data: the lesson's second exercise. A step that is not recorded is null. */
export function trace(project: string, id: string): Promise<TraceReply> {
  return read(async (tx) => {
    const [speaksAsOf, [row]] = await Promise.all([asOf(tx), tx.rows(TRACE, { project, id }, Row)]);
    if (!row) {
      throw new NotFound(`prediction ${id}`);
    }
    const { metrics: _, ...origins } = await originsOf(tx, project, row.version?.id ?? "");
    return {
      prediction: row.prediction,
      deployment: row.deployment,
      modelVersion: row.version,
      ...origins,
      asOf: speaksAsOf,
    };
  });
}
