import { v7 as uuidv7 } from "uuid";
import { cookie, SESSION_COOKIE } from "./cookie";
import { PEER_HEADER } from "./peer";

/** One request, as far as the door itself needs it. */
export interface Visit {
  readonly id: string;
  readonly now: number;
  readonly method: string;
  /** The route's template, such as `/artifacts/{type}/{id}`: it goes into the record, the path itself may not. */
  readonly path: string;
  readonly address: string;
  readonly agent: string | null;
  readonly sessionSecret: string | null;
  readonly authorization: string | null;
  readonly headers: Headers;
}

/** What the door reads off `request`, once. */
export function visitOf(request: Request, path: string): Visit {
  const { headers } = request;
  return {
    id: uuidv7(),
    now: Date.now(),
    method: request.method,
    path,
    address: headers.get(PEER_HEADER) ?? "unknown",
    agent: headers.get("user-agent"),
    sessionSecret: cookie(headers.get("cookie"), SESSION_COOKIE),
    authorization: headers.get("authorization"),
    headers,
  };
}
