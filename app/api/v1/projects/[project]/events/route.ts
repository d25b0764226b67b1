import { ProjectParams } from "@/lib/contract/query";
import { EventsBody } from "@/lib/contract/record";
import { ingested, MAX_EVENTS_BYTES, sentEvents, sourceOf } from "@/lib/http/events";
import { route } from "@/lib/http/route";
import { checkSignatures } from "@/lib/identity/signatures";
import { ingest } from "@/lib/ledger/ingest";

export const POST = route({
  path: "/projects/{project}/events",
  permission: "event:record",
  params: ProjectParams,
  body: EventsBody,
  maxBytes: MAX_EVENTS_BYTES,
  async act(asked) {
    const isBatch = Array.isArray(asked.body);
    const sent = await checkSignatures(asked.caller, sentEvents(asked.body, asked.raw), asked.visit.now);
    return ingested(await ingest(await sourceOf(asked), sent, isBatch));
  },
});
