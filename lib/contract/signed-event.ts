import { z } from "zod";
import { told } from "@/graph-schema/told";
import { WireEvent } from "@/graph-schema/wire";
import { DsseEnvelope, EVENT_TYPE, payloadOf } from "@/lib/tlog/dsse";
import { type Json, parseStrictJson } from "./json";

type Raw = Record<string, Json>;
type Sent = Record<string, unknown>;
type Wrong = Pick<z.core.$ZodIssue, "path" | "message"> & { readonly code: string };

const NO_EVENT: Wrong = { path: [], code: "payload_malformed", message: "must be one event as JSON, in base64" };

function isObject(value: Json): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON object whose UTF-8 bytes an envelope carries, or what is wrong with them. */
function documentIn(envelope: DsseEnvelope): Raw | Wrong[] {
  const payload = payloadOf(envelope);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
  } catch {
    return [NO_EVENT];
  }
  const parsed = parseStrictJson(text);
  if (!parsed.ok) {
    return parsed.errors.map(({ pointer, code, detail }) => ({
      path: pointer.split("/").slice(1),
      code,
      message: detail,
    }));
  }
  return isObject(parsed.value) ? parsed.value : [NO_EVENT];
}

/** An event in a DSSE envelope that its sender signed. What is wrong within the payload is told as a place behind `/payload`. */
export const SignedEvent = DsseEnvelope.extend({
  payloadType: z.literal(EVENT_TYPE),
  signatures: DsseEnvelope.shape.signatures.refine(
    (signatures) => signatures.length === 1,
    told("signatures_not_one", "must be one signature: an event has one sender"),
  ),
})
  .describe("The event as JSON in base64, with the Ed25519 signature of a registered key of the sender (DSSE v1).")
  .transform((envelope, context): { envelope: DsseEnvelope; raw: Sent; payload: Sent } => {
    const raw = documentIn(envelope);
    if (!Array.isArray(raw)) {
      return { envelope, raw, payload: raw };
    }
    for (const { path, code, message } of raw) {
      context.addIssue({ code: "custom", path: ["payload", ...path], ...told(code, message) });
    }
    return z.NEVER;
  })
  .pipe(z.object({ envelope: z.custom<DsseEnvelope>(), raw: z.record(z.string(), z.unknown()), payload: WireEvent }));
