/** Licences that ask for no more than their notice. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "Bitstream-Vera",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
]);

/** What the lock file lacks and the packages' own licence files say. */
const READ: readonly (readonly [RegExp, string])[] = [
  [/^@next\/swc-/, "MIT"],
  [/^@tailwindcss\/oxide-/, "MIT"],
  [/^dejavu-fonts-ttf$/, "Bitstream-Vera"],
  [/^png-js$/, "MIT"],
];

/** Others, each with why it may be there (ADR 33). */
const DECIDED: readonly (readonly [RegExp, string])[] = [
  // Under the first of its two licences; we change none of its files (ADR 6).
  [/^elkjs$/, "EPL-2.0 OR GPL-3.0-or-later"],
  // Under the first of its two.
  [/^ibantools$/, "MIT or MPL-2.0"],
  // The compiler of style sheets: copyleft by file, and we change none.
  [/^lightningcss(-|$)/, "MPL-2.0"],
  // Tables of browsers, read by the build.
  [/^caniuse-lite$/, "CC-BY-4.0"],
  // Next.js brings them for pictures, optionally; `images.unoptimized` leaves them unused, and no build of ours has them in it.
  [/^@img\/sharp-libvips-/, "LGPL-3.0-or-later"],
  [/^@img\/sharp-wasm32$/, "Apache-2.0 AND LGPL-3.0-or-later AND MIT"],
  [/^@img\/sharp-win32-/, "Apache-2.0 AND LGPL-3.0-or-later"],
];

/** The licence that was read in the package itself, where the lock file says of none. */
export function licenceRead(name: string): string | undefined {
  return READ.find(([packages]) => packages.test(name))?.[1];
}

/** May a package of this name and licence be among those that Pedigree runs with? */
export function isLicenceAllowed(name: string, licence: string): boolean {
  return PERMISSIVE.has(licence) || DECIDED.some(([packages, decided]) => packages.test(name) && decided === licence);
}
