/** Around what stands on a page, in points. */
export const MARGIN = 54;

/** Of letters, in points. */
export const SIZES = { title: 22, heading: 14, subheading: 11, body: 9, small: 7.5, ledger: 6.5 } as const;

export const INK = "#1b1f24";
export const MUTED = "#57606a";
export const SHADE = "#f3f5f7";
