import { Unrecordable } from "@/lib/errors";
import { isUnavailable } from "@/lib/graph/session";
import type { Caller } from "@/lib/identity/caller";
import type { Project } from "@/lib/identity/projects";
import { log, told } from "./log";
import { failed, type Sought } from "./refuse";
import { problem } from "./reply";
import type { Visit } from "./visit";

/** What is known of a request by the time something fails. */
export interface Known {
  sought: Sought;
  inside?: { readonly caller: Caller; readonly project: Project };
}

const RETRY_AFTER_S = "5";

/** The answer to a fault of ours: 503 when the record is out of reach, else 500. Neither says why; the log does. */
export async function fault(error: unknown, visit: Visit, { inside, sought }: Known): Promise<Response> {
  const cause = error instanceof Error && error.cause !== undefined ? told(error.cause) : undefined;
  log.error({ ...told(error), cause, request: visit.id, route: visit.path, method: visit.method }, "request failed");
  if (error instanceof Unrecordable || isUnavailable(error)) {
    const detail = "Nothing is shown and nothing was done, because it could not be recorded. Try again.";
    return problem({ title: "The record is out of reach", status: 503, detail }, { "retry-after": RETRY_AFTER_S });
  }
  if (inside) {
    await failed(visit, inside.caller, inside.project.id, sought).catch((second: unknown) => {
      log.error({ ...told(second), request: visit.id }, "the failure could not be recorded");
    });
  }
  const detail = `Quote ${visit.id} to whoever runs this installation.`;
  return problem({ title: "Something is wrong with this installation", status: 500, detail });
}
