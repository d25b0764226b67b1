import { z } from "zod";
import { Instant } from "@/graph-schema/values";
import {
  DEFAULT_MAX_BYTES,
  NOTHING,
  type Parsed,
  parseBody,
  parseParams,
  parseQuery,
  notBytes as reasonsNotBytes,
  unfit,
} from "./input";
import type { Asked } from "./result";
import type { Spec } from "./spec";

/** The parts of a path as the router names and decodes them. */
export const RouterParams = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type RouterParams = z.infer<typeof RouterParams>;

/** What a route is handed of a request. */
type Sent<Params, Query, Body> = Pick<Asked<Params, Query, Body>, "params" | "query" | "body" | "raw" | "at">;

/** What `request` brings, read as its route says; or what is wrong with it. */
export async function parse<Params, Query, Body>(
  spec: Spec<Params, Query, Body>,
  request: Request,
  given: RouterParams,
  isSimulation: boolean,
): Promise<Parsed<Sent<Params, Query, Body>>> {
  const params = parseParams(declared<Params>(spec.params), given);
  if ("unfit" in params) {
    return params;
  }
  const query = parseQuery(spec.query ?? declared<Query>(NOTHING), request.url);
  if ("unfit" in query) {
    return query;
  }
  const notBytes = "actOnBytes" in spec ? reasonsNotBytes(request) : undefined;
  if (notBytes) {
    return notBytes;
  }
  const wanted = "body" in spec ? spec.body : undefined;
  const maxBytes = "maxBytes" in spec ? spec.maxBytes : undefined;
  const format = "bodyFormat" in spec ? spec.bodyFormat : undefined;
  const body = wanted
    ? await parseBody(wanted, request, maxBytes ?? DEFAULT_MAX_BYTES, format)
    : parseParams(declared<{ body: Body; raw: undefined }>(z.unknown().transform(() => ({}))), undefined);
  if ("unfit" in body) {
    return body;
  }
  const at = timeOf(body.value.body);
  if (at !== undefined && !isSimulation) {
    const detail = "is taken only in a project created as a simulation; elsewhere the server's clock counts";
    return unfit(422, "The body is not valid", [{ pointer: "/at", code: "time_not_yours_to_say", detail }]);
  }
  return { value: { params: params.value, query: query.value, ...body.value, at } };
}

/** The caller's time of an act, which every body that may say one calls `at`. */
function timeOf(body: unknown): Instant | undefined {
  const said = z.object({ at: Instant }).safeParse(body);
  return said.success ? said.data.at : undefined;
}

/** What a route does not declare is `undefined` to it, as its type says. */
function declared<T>(schema: z.ZodType | undefined): z.ZodType<T> {
  const known: z.ZodType<unknown> = schema ?? z.unknown().transform(() => undefined);
  return known as z.ZodType<T>;
}
