import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";
import type { Envelope } from "@/graph-schema/envelope";
import { normaliseRef, refKey } from "@/graph-schema/names";
import { WireEvent } from "@/graph-schema/wire";
import { statementIn, understand } from "@/lib/contract/attestation";
import type { CallerKeyTold } from "@/lib/contract/caller-keys";
import { DsseEnvelope, EVENT_TYPE, envelopeText, isSignedBy, payloadOf, STATEMENT_TYPE } from "@/lib/tlog/dsse";
import { fromBase64 } from "@/lib/tlog/hash";
import type { VerifyEd25519 } from "@/lib/tlog/note";
import { publicKeyId } from "@/lib/tlog/public-key";
import type { Check, Evidence, Verdict } from "./evidence";

const WHAT = "The caller signed the event with their own key";
/** The part beside the log that holds the caller's envelope. */
const PART = "dsse";

type Shown = NonNullable<Evidence["event"]>;

/** Why the key that the page shows is not one with which this account could sign this event. */
function whyNotTheirs(key: CallerKeyTold | null, said: Partial<Envelope>): string | undefined {
  const publicKey = fromBase64(key?.publicKey ?? "");
  if (!key || !publicKey) {
    return "The record does not say that this key was ever registered.";
  }
  if (key.id !== said.signed?.key || publicKeyId(publicKey) !== key.id) {
    return "The public key that the server shows is another one than the note names.";
  }
  if (key.account !== said.actor?.account) {
    return "The key was registered for another account than the one that acted.";
  }
  const at = Date.parse(said.recorded_at ?? "");
  if (Date.parse(key.registered.at) > at || (key.ended !== null && Date.parse(key.ended.at) < at)) {
    return "The key was not registered, or had ended, when the event was recorded.";
  }
  return undefined;
}

function eventIn(envelope: DsseEnvelope): WireEvent | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payloadOf(envelope)));
    return envelope.payloadType === EVENT_TYPE ? WireEvent.safeParse(value).data : undefined;
  } catch {
    return undefined;
  }
}

/** Is what the caller signed what the recorder says of this event? The rest of it follows from the signed text. */
function isAbout(event: WireEvent | undefined, said: Partial<Envelope>): boolean {
  return (
    event !== undefined &&
    said.subject !== undefined &&
    event.event_id === said.event_id &&
    event.action === said.action &&
    event.project === said.project &&
    event.timestamp === said.at &&
    refKey(normaliseRef(event.subject)) === refKey(said.subject)
  );
}

/** Is what the caller stated what the recorder says of the attestation? */
function isStated(statement: unknown, said: Partial<Envelope>): boolean {
  const stated = understand(statement);
  const made = said.created?.find(({ id }) => id === said.subject?.id);
  return (
    !("length" in stated) &&
    made !== undefined &&
    canonicalize(stated.facts) === canonicalize(made.facts) &&
    said.links?.some(
      ({ rel, from, to }) => rel === "ATTESTS" && from.id === made.id && refKey(to) === refKey(stated.about),
    ) === true
  );
}

/** Why the envelope does not show that the holder of the key signed this event. */
function whyNotSigned(
  content: unknown,
  { id, publicKey }: CallerKeyTold,
  said: Partial<Envelope>,
  verify: VerifyEd25519,
) {
  const { data: envelope } = DsseEnvelope.safeParse(content);
  const key = { keyid: id, publicKey: fromBase64(publicKey) ?? new Uint8Array() };
  if (!envelope || `sha256:${bytesToHex(sha256(utf8ToBytes(envelopeText(envelope))))}` !== said.signed?.dsse_sha256) {
    return "The envelope is not the one that the note commits to.";
  }
  if (!isSignedBy(envelope, key, verify)) {
    return "The signature does not match.";
  }
  const isSame =
    envelope.payloadType === STATEMENT_TYPE ? isStated(statementIn(envelope), said) : isAbout(eventIn(envelope), said);
  return isSame ? undefined : "What was signed is another event.";
}

/** Did the caller sign the event, as its note says? Nothing where it does not say so. */
export function checkCaller({ callerKey, payloads }: Shown, said: Partial<Envelope>, verify: VerifyEd25519): Check[] {
  if (!said.signed) {
    return [];
  }
  const foreign = whyNotTheirs(callerKey, said);
  if (foreign !== undefined || callerKey === null) {
    return [{ what: WHAT, holds: false, more: foreign ?? "" }];
  }
  const part = payloads.find(({ name }) => name === PART);
  if (part?.state !== "open") {
    const more =
      "The key was theirs at that time. The envelope is not readable here, so its signature was not checked.";
    return [{ what: WHAT, holds: null, more }];
  }
  const why = whyNotSigned(part.content, callerKey, said, verify);
  return [why === undefined ? { what: WHAT, holds: true } : { what: WHAT, holds: false, more: why }];
}

/** What became of the check of the caller's signature; undefined where there was none. */
export function callerCheck(verdict: Verdict | undefined): Check | undefined {
  return verdict?.checks.find(({ what }) => what === WHAT);
}
