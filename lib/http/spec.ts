import type { z } from "zod";
import type { Permission } from "@/lib/contract/identity";
import type { BodyFormat } from "./input";
import type { Asked, Done, Looked, RefusedAct } from "./result";

/** What every route says of itself. */
export interface Common<Params, Query> {
  /** The template of the route's path below /api/v1, as in `/projects/{project}/artifacts/{type}/{id}`. */
  readonly path: string;
  readonly permission: Permission | "anyone";
  /** Does the parameter `project` of the query, where there is one, confine all that is shown to that project? */
  readonly isConfinable?: true;
  /** Does the route show only what the caller may see, so that whoever holds the permission in any project gets in? */
  readonly isAcross?: true;
  /** Do servers of other organisations send it? It has no session then, and what they sign says who they are. */
  readonly isForServers?: true;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
}

/** A route that shows something. */
interface LookSpec<Params, Query> extends Common<Params, Query> {
  look(asked: Asked<Params, Query, undefined>): Promise<Looked | RefusedAct>;
}

/** A route that does something. */
interface ActSpec<Params, Query, Body> extends Common<Params, Query> {
  readonly body?: z.ZodType<Body>;
  /** How the body is written, where that is not JSON. */
  readonly bodyFormat?: BodyFormat;
  /** How long the body may be, where 256 KiB are too few. */
  readonly maxBytes?: number;
  act(asked: Asked<Params, Query, Body>): Promise<Done | RefusedAct>;
}

/** A route that takes bytes. */
interface BytesSpec<Params, Query> extends Common<Params, Query> {
  /** The body is bytes, handed on as they come. How many may come is for the handler to say. */
  actOnBytes(asked: Asked<Params, Query, undefined>, bytes: AsyncIterable<Uint8Array>): Promise<Done | RefusedAct>;
}

export type Spec<Params, Query, Body> =
  | LookSpec<Params, Query>
  | ActSpec<Params, Query, Body>
  | BytesSpec<Params, Query>;
