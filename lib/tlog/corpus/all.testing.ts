import { join } from "node:path";
import { CHANGED } from "./changed.testing";
import { FORGED } from "./forged.testing";
import { GOOD } from "./good.testing";
import { judged, PINNED } from "./log.testing";
import { NUMBERS } from "./numbers.testing";
import { WRITTEN } from "./written.testing";

/** Where the corpus is kept: a folder for each class, and beside them the pinned keys and our verdict on each bundle. */
export const FOLDER = join(import.meta.dirname, "files");
/** The class of the bundles that hold; those of every other class do not. */
export const HOLDS = "good";

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** Every bundle of the corpus, by the path of its file. */
export function corpus(): ReadonlyMap<string, Uint8Array> {
  const classes = Object.entries({ [HOLDS]: GOOD, ...FORGED, ...NUMBERS, ...WRITTEN, ...CHANGED });
  const all = classes.flatMap(([of, cases]) =>
    Object.entries(cases).map(([name, zip]) => [`${slug(of)}/${slug(name)}.zip`, zip] as const),
  );
  return new Map(all);
}

/** What is kept beside the bundles, by the path of its file. */
export function beside(): ReadonlyMap<string, string> {
  const verdicts = [...corpus()].map(([path, zip]) => {
    const verdict = judged(zip);
    return [path, verdict.valid ? "valid" : verdict.why];
  });
  return new Map([
    ["pinned.json", `${JSON.stringify(PINNED, null, 2)}\n`],
    ["verdicts.json", `${JSON.stringify(Object.fromEntries(verdicts), null, 2)}\n`],
  ]);
}
