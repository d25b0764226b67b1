/** How often a property is tried: in `npm test` so many times, in the long form as many as make a million with all others. */
export function runs(few: number, many: number): { readonly numRuns: number } {
  return { numRuns: process.env.PEDIGREE_LONG === "1" ? many : few };
}
