/** A seeded source of chance: equal seeds give equal sequences, on every machine. */
export interface Chance {
  /** A number from 0 (included) to 1 (excluded). */
  readonly next: () => number;
  /** A whole number from `least` to `most`, both included. */
  readonly whole: (least: number, most: number) => number;
  /** A whole number with a heavy tail: mostly near `least`, now and then near `most`. A smaller `shape` is more unequal. */
  readonly heavyTailed: (least: number, most: number, shape: number) => number;
  /** One of `items`; an earlier one is more likely, as words and hubs are (Zipf's law with exponent `skew`). */
  readonly ranked: <T>(items: readonly T[], skew: number) => T;
}

/** Turns a text into 32 bits (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value >>> 0;
}

/** Mulberry32: small, fast, and good enough for shapes; never for secrets. */
function mulberry32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The source of chance that belongs to `seed`. */
export function chance(seed: string): Chance {
  const next = mulberry32(hash(seed));
  return {
    next,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    heavyTailed: (least, most, shape) => Math.min(most, Math.floor(least / (1 - next()) ** (1 / shape))),
    ranked<T>(items: readonly T[], skew: number): T {
      const weights = items.map((_, rank) => 1 / (rank + 1) ** skew);
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const index = weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      });
      const chosen = items[index < 0 ? items.length - 1 : index];
      if (chosen === undefined) {
        throw new RangeError("nothing to choose from");
      }
      return chosen;
    },
  };
}
