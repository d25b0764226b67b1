import type { Chance } from "@/cli/sample/random";
import type { SeedEvent } from "@/cli/sample/seed";
import type { ArtifactType } from "@/graph-schema/names";
import { sha256 } from "@/lib/hash";

/** What is posted in one go: an event, or several of which all are recorded or none. */
export interface Posted {
  readonly body: SeedEvent | SeedEvent[];
  readonly events: readonly SeedEvent[];
}

const timestamp = "2026-01-05T10:00:00Z";

function introduce(
  action: SeedEvent["action"],
  type: ArtifactType,
  id: string,
  facts: object = {},
  related: NonNullable<SeedEvent["related"]> = [],
): SeedEvent {
  const metadata = { note: `said of ${id}` };
  const event = { event_id: `${action} ${id}`, action, timestamp, subject: { type, id }, related, metadata };
  return { ...event, declares: [{ type, id, ...facts }] };
}

const shared = [
  introduce("record", "dataset_version", "DS:1", { sha256: sha256("DS:1") }),
  introduce("record", "commit", "C1", { repository: "crash/pipeline", sha: sha256("C1").slice(7, 47) }),
  introduce("record", "model", "churn"),
];

/** What the others refer to: relationships of many requests meet at these few artifacts. */
export const SHARED: Posted = { body: shared, events: shared };

/** A run, how it ended, and the model version that came of it. */
function story(number: number): SeedEvent[] {
  const run = `R${number}`;
  const version = `churn:v${number}`;
  return [
    introduce("start", "run", run, { purpose: "training" }, [
      { rel: "USED", type: "dataset_version", id: "DS:1", role: "training_data" },
      { rel: "USED", type: "commit", id: "C1", role: "training_code" },
    ]),
    {
      event_id: `finish ${run}`,
      action: "finish",
      timestamp,
      subject: { type: "run", id: run },
      metadata: { status: "succeeded", metrics: { auc: 0.91 }, note: `said of the end of ${run}` },
    },
    introduce("register", "model_version", version, { sha256: sha256(version), format: "onnx" }, [
      { rel: "PRODUCED_BY", type: "run", id: run },
      { rel: "VERSION_OF", type: "model", id: "churn" },
    ]),
  ];
}

/** About `count` events: half of the requests bring one, the others a batch whose later events rest on the earlier. */
export function requests(count: number, luck: Chance): Posted[] {
  const made: Posted[] = [];
  let [events, number] = [0, 0];
  while (events < count) {
    const isBatch = luck.next() < 0.5;
    const stories = Array.from({ length: isBatch ? luck.whole(1, 5) : 1 }, () => story(++number));
    const all = isBatch ? stories.flat() : stories.flat().slice(0, 1);
    made.push({ body: isBatch ? all : (all[0] ?? []), events: all });
    events += all.length;
  }
  return made;
}
