import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { Digest } from "@/graph-schema/values";

/** So much of a file is in memory at once. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** SHA-256 of a file that is read piece by piece, so that memory does not grow with it. `onBytes` hears of each piece. */
export async function hashPieces(
  file: Blob,
  onBytes: (count: number) => void,
  pieceBytes = PIECE_BYTES,
): Promise<Digest> {
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += pieceBytes) {
    const piece = new Uint8Array(await file.slice(from, from + pieceBytes).arrayBuffer());
    hash.update(piece);
    onBytes(piece.length);
  }
  return Digest.parse(bytesToHex(hash.digest()));
}
