import { v7 as uuid } from "uuid";
import { recordBatch } from "@/cli/remote/recording";
import type { Remote } from "@/cli/remote/remote";
import { type EnvironmentDocument, factsOf } from "@/lib/exchange/environment";

/**
 * Records the environment with its facts. The id says its content, so recording the same one again changes nothing and is
 * on record as seen again. The facts `sha256` and `size_bytes` are those of the document: a store of artifacts keeps its
 * `text` under them.
 *
 * @throws Refused where the app does not take it.
 */
export async function recordEnvironment(app: Remote, document: EnvironmentDocument, now: Date): Promise<void> {
  const event = {
    event_id: uuid(),
    action: "record",
    timestamp: now.toISOString(),
    subject: { type: "environment", id: document.id },
    metadata: factsOf(document),
  };
  await recordBatch(app, [{ text: JSON.stringify(event), line: 1 }]);
}
