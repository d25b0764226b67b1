import { randomUUID } from "node:crypto";

/** For tests: an event that records a dataset, each time another one, with these metadata. */
export function datasetEvent(metadata: object, more: object = {}) {
  const id = randomUUID();
  const subject = { type: "dataset", id: `DS:${id}` };
  return { event_id: id, action: "record", timestamp: "2026-11-24T09:00:00Z", subject, metadata, ...more };
}
