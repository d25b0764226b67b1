import { z } from "zod";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { Instant } from "@/graph-schema/values";
import { NOT_GIVEN_OUT } from "@/lib/contract/cursor";
import type { Permission } from "@/lib/contract/identity";
import { NotFound, UnknownCursor } from "@/lib/errors";
import { type Admitted, admit, type Gate } from "./admit";
import { EXCEPTIONS, type Exception } from "./exceptions";
import { fault, type Known } from "./fault";
import {
  type BodyFormat,
  bytesOf,
  DEFAULT_MAX_BYTES,
  NOTHING,
  type Parsed,
  parseBody,
  parseParams,
  parseQuery,
  notBytes as reasonsNotBytes,
  unfit,
} from "./input";
import { personalErrors } from "./personal";
import { notFound, unusable } from "./refuse";
import type { Asked, Done, Looked, RefusedAct } from "./result";
import { answerAct, answerLook } from "./tell";
import { type Visit, visitOf } from "./visit";

interface Common<Params, Query> {
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

interface LookSpec<Params, Query> extends Common<Params, Query> {
  look(asked: Asked<Params, Query, undefined>): Promise<Looked | RefusedAct>;
}

interface ActSpec<Params, Query, Body> extends Common<Params, Query> {
  readonly body?: z.ZodType<Body>;
  /** How the body is written, where that is not JSON. */
  readonly bodyFormat?: BodyFormat;
  /** How long the body may be, where 256 KiB are too few. */
  readonly maxBytes?: number;
  act(asked: Asked<Params, Query, Body>): Promise<Done | RefusedAct>;
}

interface BytesSpec<Params, Query> extends Common<Params, Query> {
  /** The body is bytes, handed on as they come. How many may come is for the handler to say. */
  actOnBytes(asked: Asked<Params, Query, undefined>, bytes: AsyncIterable<Uint8Array>): Promise<Done | RefusedAct>;
}

type Spec<Params, Query, Body> = LookSpec<Params, Query> | ActSpec<Params, Query, Body> | BytesSpec<Params, Query>;
type Inside = Extract<Admitted, { caller: unknown }>;

/** What the framework calls; its parameters are decoded once. `gate` says what it asks of whoever comes. */
export interface Handler {
  (request: Request, context: { params: Promise<unknown> }): Promise<Response>;
  readonly gate: {
    readonly path: string;
    readonly permission: Permission | "anyone" | "exempt";
    readonly isAcross: boolean;
    readonly isForServers: boolean;
  };
}

const RouterParams = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
type RouterParams = z.infer<typeof RouterParams>;

/**
 * The one door. It identifies, throttles and authorises the caller, parses what they sent, runs the handler and
 * answers. A look is recorded here before it is shown; an act brings the record of its own transaction. Nothing
 * leaves without one.
 */
export function route<Params = undefined, Query = undefined, Body = undefined>(
  spec: Spec<Params, Query, Body>,
): Handler {
  const answer = async (request: Request, context: { params: Promise<unknown> }) => {
    const visit = visitOf(request, spec.path);
    const known: Known = { sought: { params: {}, query: new URL(request.url).search } };
    try {
      const params = RouterParams.parse((await context.params) ?? {});
      known.sought = { ...known.sought, params };
      const admitted = await admit(visit, gateOf(spec, params, request.url), params);
      if ("outside" in admitted) {
        return admitted.outside;
      }
      known.inside = admitted;
      return await serve(spec, request, { visit, params, query: known.sought.query, ...admitted });
    } catch (error) {
      return fault(error, visit, known);
    }
  };
  return Object.assign(answer, {
    gate: {
      path: spec.path,
      permission: spec.permission,
      isAcross: spec.isAcross ?? false,
      isForServers: spec.isForServers ?? false,
    },
  });
}

function gateOf(spec: Common<unknown, unknown>, params: RouterParams, url: string): Gate {
  const { path, permission, isConfinable, isAcross = false, isForServers = false } = spec;
  return {
    permission,
    project: path.includes("{project}") ? String(params.project ?? DEFAULT_PROJECT) : null,
    confinedTo: isConfinable ? new URL(url).searchParams.get("project") : null,
    isAcross,
    isForServers,
  };
}

/** A handler outside of the door, for what {@link EXCEPTIONS} says is no event. */
export function exempt(name: Exception, answer: (request: Request) => Promise<Response>): Handler {
  const answered = async (request: Request) => {
    try {
      return await answer(request);
    } catch (error) {
      return fault(error, visitOf(request, `${name}: ${EXCEPTIONS[name]}`), { sought: { params: {}, query: "" } });
    }
  };
  return Object.assign(answered, {
    gate: { path: name, permission: "exempt" as const, isAcross: false, isForServers: false },
  });
}

interface Served extends Inside {
  readonly visit: Visit;
  readonly params: RouterParams;
  readonly query: string;
}

async function serve<Params, Query, Body>(
  spec: Spec<Params, Query, Body>,
  request: Request,
  { visit, params, query, caller, project }: Served,
): Promise<Response> {
  const sent = await parse(spec, request, params, project.simulation);
  if ("unfit" in sent) {
    return unusable(visit, caller, project.id, sent.unfit, [spec.params, spec.query, "body" in spec && spec.body]);
  }
  const personal = await personalErrors(sent.value.raw, spec.permission, { caller, project: project.id, visit });
  if (personal.length > 0) {
    const { unfit: why } = unfit(422, "It holds personal data", personal);
    return unusable(visit, caller, project.id, why, ["body" in spec && spec.body]);
  }
  const place = { visit, caller, actor: caller.actor, project: project.id, simulation: project.simulation };
  try {
    const bare = { ...place, ...sent.value, body: undefined, raw: undefined };
    if ("look" in spec) {
      return await answerLook(place, await spec.look(bare), query);
    }
    if ("actOnBytes" in spec) {
      return answerAct(await spec.actOnBytes(bare, bytesOf(request)));
    }
    return answerAct(await spec.act({ ...place, ...sent.value }));
  } catch (error) {
    if (error instanceof NotFound) {
      return await notFound(visit, caller, project.id, { params, query }, error.message);
    }
    if (error instanceof UnknownCursor) {
      const { message: detail, params: said } = NOT_GIVEN_OUT;
      const { unfit: why } = unfit(400, "The query is not valid", [{ pointer: "cursor", ...said, detail }]);
      return await unusable(visit, caller, project.id, why, [spec.query]);
    }
    throw error;
  }
}

type Sent<Params, Query, Body> = Pick<Asked<Params, Query, Body>, "params" | "query" | "body" | "raw" | "at">;

async function parse<Params, Query, Body>(
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
