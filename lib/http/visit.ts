import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { cookie, SESSION_COOKIE } from "./cookie";
import { NOT_OFFERED_HEADER, PEER_HEADER } from "./peer";

/** One request, as far as the door itself needs it. */
export interface Visit {
  readonly id: string;
  readonly now: number;
  readonly method: string;
  /** The route's template, such as `/artifacts/{type}/{id}`: it goes into the record, the path itself may not. */
  readonly path: string;
  /** What was asked for, below /api/v1; it may hold anything that the caller wrote. */
  readonly asked: string;
  readonly address: string;
  readonly agent: string | null;
  readonly sessionSecret: string | null;
  readonly authorization: string | null;
  readonly headers: Headers;
  /** What the address takes, where it does not take this method. */
  readonly offers?: readonly string[];
}

const NotOffered = z.object({ method: z.string(), path: z.string(), offers: z.array(z.string()) });

/** What the door reads off `request`, once. */
export function visitOf(request: Request, path: string): Visit {
  const { headers } = request;
  const refused = headers.get(NOT_OFFERED_HEADER);
  return {
    id: uuidv7(),
    now: Date.now(),
    method: request.method,
    path,
    asked: new URL(request.url).pathname.replace(/^\/api\/v1/, ""),
    address: headers.get(PEER_HEADER) ?? "unknown",
    agent: headers.get("user-agent"),
    sessionSecret: cookie(headers.get("cookie"), SESSION_COOKIE),
    authorization: headers.get("authorization"),
    headers,
    ...(refused === null ? {} : NotOffered.parse(JSON.parse(refused))),
  };
}
