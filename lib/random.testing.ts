/** Numbers that look random and are the same for the same seed. */
export interface Random {
  whole(least: number, most: number): number;
  between(least: number, most: number): number;
  hex(digits: number): string;
  one<Each>(choices: readonly [Each, ...Each[]] | readonly Each[]): Each;
}

/** For tests: a generator of random numbers (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed * 2_654_435_769;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    between: (least, most) => Math.round((least + next() * (most - least)) * 1e4) / 1e4,
    hex: (digits) => Array.from({ length: digits }, () => whole(0, 15).toString(16)).join(""),
    one(choices) {
      const chosen = choices[whole(0, choices.length - 1)];
      if (chosen === undefined) {
        throw new Error("nothing to choose from");
      }
      return chosen;
    },
  };
}
