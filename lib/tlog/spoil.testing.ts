import fc from "fast-check";
import type { Hash } from "./hash";

/** One way to spoil a proof. Places are taken modulo what there is. */
export type Spoil =
  | { readonly how: "flip" | "shorten" | "lengthen"; readonly at: number; readonly by: number }
  | { readonly how: "drop" | "cut" | "repeat" | "reverse"; readonly at: number }
  | { readonly how: "swap"; readonly at: number; readonly with: number }
  | { readonly how: "insert"; readonly at: number; readonly hash: Hash };

const at = fc.nat({ max: 60 });
const by = fc.integer({ min: 1, max: 255 });

/** Any hash; also the ones that are at hand in every tree. */
export const anyHash: fc.Arbitrary<Hash> = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.constant(new Uint8Array(32)),
);

/** Every way to spoil a proof. */
export const spoils: fc.Arbitrary<Spoil> = fc.oneof(
  fc.record({ how: fc.constantFrom("flip", "flip", "shorten", "lengthen"), at, by }),
  fc.record({ how: fc.constantFrom("drop", "cut", "repeat", "reverse"), at }),
  fc.record({ how: fc.constant("swap"), at, with: at }),
  fc.record({ how: fc.constant("insert"), at, hash: anyHash }),
);

/** The hash with one bit or more of one byte changed. */
export function flipped(hash: Hash, place: number, change: number): Hash {
  return hash.map((byte, index) => (index === place % hash.length ? byte ^ change : byte));
}

function spoiltHash(hash: Hash, spoil: Extract<Spoil, { by: number }>): Hash {
  if (spoil.how === "shorten") {
    return spoil.by % 2 === 0 ? hash.slice(0, -1) : hash.slice(1);
  }
  return spoil.how === "lengthen" ? Uint8Array.of(...hash, spoil.by) : flipped(hash, spoil.by, spoil.by);
}

/** The proof, spoilt; the same where there is nothing to spoil. */
export function spoilt(proof: readonly Hash[], spoil: Spoil): Hash[] {
  const { length } = proof;
  const place = spoil.at % (length + 1);
  const chosen = proof[place];
  switch (spoil.how) {
    case "insert":
      return proof.toSpliced(place, 0, spoil.hash);
    case "cut":
      return proof.slice(0, place);
    case "reverse":
      return proof.toReversed();
    case "drop":
      return proof.toSpliced(place, 1);
    case "repeat":
      return chosen ? proof.toSpliced(place, 0, chosen) : [...proof];
    case "swap": {
      const other = proof[spoil.with % (length + 1)];
      return chosen && other ? proof.with(place, other).with(spoil.with % (length + 1), chosen) : [...proof];
    }
    default:
      return chosen ? proof.with(place, spoiltHash(chosen, spoil)) : [...proof];
  }
}

// What separates, ends or disguises something in a note, and some letters.
const NASTY = ["\n", "\n\n", " ", "—", "— ", "+", "=", "/", "\t", "\u0000", "\u001f", "\u007f", "\u0085", "\u00a0"];
const STRANGE = ["\u2028", "\u3000", "\ufeff", "\ufffd", "A", "z", "0", "-", "é", "e\u0301", "\u{1f600}"];

/** One change of a text: what stands at a place, in thousandths, is replaced. */
export interface Edit {
  readonly place: number;
  readonly length: number;
  readonly text: string;
}

export const edits: fc.Arbitrary<Edit> = fc.record({
  place: fc.nat({ max: 1000 }),
  length: fc.constantFrom(0, 1, 1, 1, 2, 5),
  text: fc.constantFrom("", ...NASTY, ...STRANGE),
});

/** Never cuts a character in two: half of one cannot be written in UTF-8. */
export function edited(text: string, { place, length, text: insert }: Edit): string {
  const characters = [...text];
  const start = Math.floor((place / 1000) * characters.length);
  return characters.toSpliced(start, length, insert).join("");
}
