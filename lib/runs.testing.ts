/** Is this `npm run test:long`, in which the same tests go through more? */
export const IS_LONG = process.env.PEDIGREE_LONG === "1";

/** How often a property is tried: in `npm test` so many times, in the long form as many as make a million with all others. */
export function runs(few: number, many: number): { readonly numRuns: number } {
  return { numRuns: IS_LONG ? many : few };
}
