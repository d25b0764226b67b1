import { type OpenedCheckpoint, openCheckpoint, type Trust } from "./checkpoint";
import { base64, fromBase64, type Hash, hashOf, leafHash } from "./hash";
import type { VerifyEd25519 } from "./note";
import { verifyInclusion } from "./verify";

const HEADER = "c2sp.org/tlog-proof@v1";
const EXTRA = "extra ";
const INDEX = /^index (0|[1-9]\d{0,15})$/;
/** A tree of 2^53 leaves needs no more. */
const MAX_HASHES = 63;

/** Proves that an entry is in the log (C2SP tlog-proof): its index, its inclusion proof, a signed checkpoint. */
export interface LogProof {
  readonly index: number;
  readonly hashes: readonly Hash[];
  /** The signed checkpoint, byte for byte. */
  readonly checkpoint: string;
}

/** Neighbours share most of their proofs, so each hash is written once. */
const written = new WeakMap<Hash, string>();

function lineOf(hash: Hash): string {
  const line = written.get(hash) ?? base64(hash);
  written.set(hash, line);
  return line;
}

/** The text of a `.tlog-proof` file. */
export function formatProof({ index, hashes, checkpoint }: LogProof): string {
  return [HEADER, `index ${index}`, ...hashes.map(lineOf), "", checkpoint].join("\n");
}

/** The proof that a text states; undefined when it is malformed. Extra data is ignored: nothing authenticates it. */
export function parseProof(text: string): LogProof | undefined {
  const split = text.indexOf("\n\n");
  const [header, ...rest] = text.slice(0, Math.max(0, split)).split("\n");
  const [second = ""] = rest;
  const hasExtra = second.startsWith(EXTRA) && fromBase64(second.slice(EXTRA.length)) !== undefined;
  const [first = "", ...encoded] = hasExtra ? rest.slice(1) : rest;
  const index = INDEX.exec(first)?.[1];
  const hashes = encoded.map(hashOf).filter((hash) => hash !== undefined);
  const isComplete = header === HEADER && hashes.length === encoded.length && hashes.length <= MAX_HASHES;
  return isComplete && index !== undefined && Number.isSafeInteger(Number(index))
    ? { index: Number(index), hashes, checkpoint: text.slice(split + 2) }
    : undefined;
}

/** What a proof shows of an entry: its place in a tree that the log signed; or why nothing. */
export type Proven =
  | (Extract<OpenedCheckpoint, { valid: true }> & { readonly index: number })
  | { readonly valid: false; readonly why: string };

/** Checks that `entry` (its exact bytes) is in the log that `trust` pins, as the text of a proof says. */
export function proveEntry(entry: Uint8Array, text: string, trust: Trust, verify: VerifyEd25519): Proven {
  const proof = parseProof(text);
  if (!proof) {
    return { valid: false, why: "the proof is malformed" };
  }
  const opened = openCheckpoint(proof.checkpoint, trust, verify);
  if (!opened.valid) {
    return opened;
  }
  const included = verifyInclusion(leafHash(entry), proof.index, opened.checkpoint, proof.hashes);
  return included.valid ? { ...opened, index: proof.index } : included;
}
