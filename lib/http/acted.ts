import type { Acted } from "@/lib/identity/act";
import type { Done, RefusedAct } from "./result";

/** The door's answer to a change of accounts, rights, tokens or projects; `say` tells what was made. */
export function acted<Made>(
  result: Acted<Made>,
  say: (made: Made) => Pick<Done, "body" | "status" | "headers">,
): Done | RefusedAct {
  return result.outcome === "refused" ? result : { outcome: "done", recorded: result.recorded, ...say(result) };
}

/** Nothing to tell but that it is done. */
export function nothingMore(): Pick<Done, "body" | "status"> {
  return { body: null, status: 204 };
}
