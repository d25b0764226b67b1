import type { Check } from "@/components/proof/evidence";
import { verifyEd25519 } from "@/lib/keys/note";
import { type Judged, judgeEvidence, type TrustText, type Unpacked, unpackEvidence } from "@/lib/tlog/bundle";
import { isDossier, judgeDossier } from "@/lib/tlog/judge-dossier";
import { sayDossier, sayJudged } from "./say";

/** How a verdict is told. */
export interface Telling {
  readonly json?: boolean | undefined;
}

/** The keys that a verdict rests on, and whose word they are. */
export type Keys =
  | { readonly of: "the reader" | "the app"; readonly pinned: TrustText }
  | { readonly of: "the bundle"; readonly pinned?: undefined };

// Apart from 1, 2 and 3, which say that there is no verdict: wrong use, refused or not found, no answer.
export const INVALID = 4;
export const UNVERIFIABLE = 5;

/** Is this a PDF? Such a file is known by whoever exported it; evidence is checked with no more than the reader's keys. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
}

/** Tells what evidence shows. A bundle's own word on its keys is no proof: without pinned ones nothing is proven. */
export function tellEvidence(judged: Judged, keys: Keys, { json }: Telling, caller?: Check): void {
  const verdict = !judged.valid ? "invalid" : keys.of === "the bundle" ? "unverifiable" : "valid";
  const found = judged.valid
    ? { index: judged.index, size: judged.checkpoint.size, event: JSON.parse(judged.line) }
    : judged;
  const all = { ...found, ...(caller ? { caller } : {}), verdict, keysOf: keys.of };
  console.log(json ? JSON.stringify(all, null, 2) : sayJudged(judged, keys.of, caller).join("\n"));
  process.exitCode = { valid: 0, invalid: INVALID, unverifiable: UNVERIFIABLE }[verdict];
}

function tellBundle(unpacked: Unpacked, pinned: TrustText | undefined, how: Telling): void {
  const keys: Keys = pinned ? { of: "the reader", pinned } : { of: "the bundle" };
  tellEvidence(
    unpacked.valid
      ? judgeEvidence(unpacked.evidence, pinned ?? unpacked.evidence.trust, verifyEd25519)
      : { ...unpacked, why: `it is no evidence bundle: ${unpacked.why}` },
    keys,
    how,
  );
}

function tellDossier(zip: Uint8Array, pinned: TrustText | undefined, { json }: Telling): void {
  const judged = judgeDossier(zip, pinned, verifyEd25519);
  console.log(json ? JSON.stringify(judged, null, 2) : sayDossier(judged, pinned !== undefined).join("\n"));
  process.exitCode = judged.valid ? (pinned ? 0 : UNVERIFIABLE) : INVALID;
}

/** Tells what a zip shows, the evidence of a dossier or of one event: by the keys of the reader, offline. */
export function tellZip(zip: Uint8Array, pinned: TrustText | undefined, how: Telling): void {
  if (isDossier(zip)) {
    tellDossier(zip, pinned, how);
  } else {
    tellBundle(unpackEvidence(zip), pinned, how);
  }
}
