import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beside, corpus, FOLDER } from "./all.testing";

// Writes the corpus anew: node --import tsx/esm lib/tlog/corpus/write.testing.ts
// The same bytes come out each time; `corpus.test.ts` fails where they do not, or where a verdict changed.
rmSync(FOLDER, { recursive: true, force: true });
for (const [path, content] of [...corpus(), ...beside()]) {
  mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
  writeFileSync(join(FOLDER, path), content);
}
