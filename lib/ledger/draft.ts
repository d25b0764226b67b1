import type { ActionName } from "@/graph-schema/actions";
import type { Created, Envelope, EnvelopeActor, EnvelopeLink, Pseudonym, Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Digest, Instant, Stamp } from "@/graph-schema/values";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A part of an event that may have to be erased some day: kept encrypted beside the envelope, under its own key. */
export interface PayloadPart {
  /** One of those that are classified (graph-schema/classification.ts). */
  readonly name: string;
  /**
   * The data key that opens it (lib/keys/names.ts): the project's for what concerns nobody in particular, a person's own for
   * what tells of them and for what they wrote.
   */
  readonly key: string;
  readonly content: Json;
}

/** An event before the ledger gives it its id, stamp, time and signature. */
export interface Draft {
  readonly project: string;
  readonly action: ActionName;
  readonly origin: Envelope["origin"];
  readonly outcome: Envelope["outcome"];
  readonly reasons?: readonly Reason[];
  readonly actor: EnvelopeActor;
  readonly claimedActor?: Pseudonym;
  /** When it happened, as the caller says; the recorded time when left out. */
  readonly at?: Instant;
  readonly eventId?: string;
  readonly requestDigest?: string;
  readonly subject?: Ref;
  readonly related?: readonly Ref[];
  readonly created?: readonly Created[];
  readonly confirmed?: readonly Ref[];
  readonly links?: readonly EnvelopeLink[];
  readonly facts?: Readonly<Record<string, Json>>;
  readonly artifactSha256?: Digest;
  readonly payloads?: readonly PayloadPart[];
  readonly signed?: Envelope["signed"];
  readonly redacted?: Envelope["redacted"];
  readonly refersTo?: string;
  readonly enrols?: Envelope["enrols"];
  readonly sequence?: number;
  readonly previous?: Digest;
  /** The greatest stamp among what the event refers to or rests on: its own will be greater. */
  readonly after?: Stamp;
}

/** What the ledger answers: the event is committed under this id, with this place in the order. */
export interface Recorded {
  readonly id: string;
  readonly stamp: Stamp;
  readonly recordedAt: Instant;
  readonly eventSha256: Digest;
}

/** The receipt of a single event. */
export function sole(recorded: readonly Recorded[]): Recorded {
  const [receipt] = recorded;
  if (!receipt || recorded.length > 1) {
    throw new Error(`one event was appended, with ${recorded.length} receipts`);
  }
  return receipt;
}
