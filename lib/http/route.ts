import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { notGivenOut } from "@/lib/contract/cursor";
import type { Permission } from "@/lib/contract/identity";
import { NotFound, UnknownCursor } from "@/lib/errors";
import { type Admitted, admit, type Gate } from "./admit";
import { EXCEPTIONS, type Exception } from "./exceptions";
import { fault, type Known } from "./fault";
import { bytesOf, unfit } from "./input";
import { personalErrors } from "./personal";
import { notFound, unusable } from "./refuse";
import { parse, RouterParams } from "./sent";
import type { Common, Spec } from "./spec";
import { answerAct, answerLook } from "./tell";
import { type Visit, visitOf } from "./visit";

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
      const { message: detail, params: said } = notGivenOut();
      const { unfit: why } = unfit(400, "The query is not valid", [{ pointer: "cursor", ...said, detail }]);
      return await unusable(visit, caller, project.id, why, [spec.query]);
    }
    throw error;
  }
}
