import type { ActionName } from "@/graph-schema/actions";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Instant } from "@/graph-schema/values";
import type { ProblemError } from "@/lib/contract/problem";
import type { Caller } from "@/lib/identity/caller";
import type { Json, Recorded } from "@/lib/ledger/draft";
import type { Exception } from "./exceptions";
import type { Visit } from "./visit";

/** What a handler is told: who asks, where, and what they sent, parsed. */
export interface Asked<Params, Query, Body> {
  readonly caller: Caller;
  readonly actor: EnvelopeActor;
  /** The project of the path, `default` where the path names none. It exists. */
  readonly project: string;
  /** May acts in this project say themselves when they happened? */
  readonly simulation: boolean;
  /** The caller's time of an act; undefined outside of a simulation. */
  readonly at: Instant | undefined;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The body as it was sent, parsed as JSON only. */
  readonly raw: unknown;
  readonly visit: Visit;
}

type Headers = Readonly<Record<string, string>>;

/** What somebody looked at. The door records it before it shows anything. */
export interface Look {
  readonly action: ActionName;
  readonly subject?: Ref;
  readonly related?: readonly Ref[];
  /** The event that was looked at, where it was one. */
  readonly refersTo?: string;
  readonly facts?: Readonly<Record<string, Json>>;
  /** Everything that the answer shows, one by one; kept encrypted, its number is a fact. */
  readonly shown: readonly (Ref | string)[];
}

/** The answer to a look: a JSON body, or a stream of another type; and what to record, or why it is no event. */
export type Looked =
  | { readonly body: unknown; readonly look: Look | { readonly exempt: Exception }; readonly headers?: Headers }
  | {
      readonly stream: ReadableStream<Uint8Array>;
      readonly type: string;
      readonly look: Look;
      readonly headers?: Headers;
    };

/**
 * The answer to an act whose record was appended in its own transaction; without a record, or the reason why it is no event,
 * there is no such value.
 */
export type Done = {
  readonly outcome: "done";
  readonly recorded:
    | Pick<Recorded, "id">
    | readonly [Pick<Recorded, "id">, ...Pick<Recorded, "id">[]]
    | { readonly exempt: Exception };
  readonly body: unknown;
  readonly status?: 200 | 201 | 202 | 204;
  readonly headers?: Headers;
};

/** An act that was refused, with the reasons, which are on record. */
export interface RefusedAct {
  readonly outcome: "refused";
  readonly reasons: readonly Reason[];
  readonly recorded: Pick<Recorded, "id"> | "counted";
  readonly title?: string;
  readonly status?: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503 | 507;
  readonly errors?: readonly ProblemError[];
  /** The code that OAuth has for it, where a server asked that goes by OAuth. */
  readonly error?: "invalid_request";
  readonly headers?: Headers;
}
