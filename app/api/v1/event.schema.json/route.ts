import { eventJsonSchema } from "@/graph-schema/event-schema";
import { json } from "@/lib/http/reply";
import { exempt } from "@/lib/http/route";

const schema = eventJsonSchema();

export const GET = exempt("static_schema", async () =>
  json(schema, 200, { "content-type": "application/schema+json; charset=utf-8" }),
);
