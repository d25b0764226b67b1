import { zipSync } from "fflate";
import { packEvidence } from "../bundle";
import { cosigned, noteOf, signed } from "../notes.testing";
import { zipOf } from "../zips.testing";
import {
  bundle,
  type Cases,
  entries,
  forged,
  HASHES,
  INDEX,
  line,
  log,
  NOTE,
  noteBy,
  PINNED,
  PROOF,
  parts,
  proofOf,
  recorder,
  SIZE,
  stated,
  TEXT,
  under,
  witnesses,
} from "./log.testing";

async function at(index: number, size: number): Promise<Uint8Array> {
  const proof = await proofOf(index, size, noteBy(await stated(size), log[1]));
  return bundle({ note: entries[index] ?? "", proof });
}

/** An event as it is, alone in a log of its own. */
async function alone(text: string): Promise<Uint8Array> {
  const entry = noteBy(text, recorder[0]);
  return bundle({
    note: entry,
    proof: await proofOf(0, 1, noteBy(await stated(1, undefined, [entry]), log[1]), [entry]),
  });
}

const [first, second, third, fourth] = parts();
const cosignatures = witnesses.map((key, at) => cosigned(TEXT, key, BigInt(1_700_000_000 + at)));
const unknown = { name: "stranger.example/é", id: Uint8Array.of(9, 9, 9, 9), signature: new Uint8Array(2_420) };

/** Evidence that holds, in all the forms that it may have. */
export const GOOD: Cases = {
  "as it is packed": packEvidence({ note: NOTE, proof: PROOF, trust: PINNED }),
  "as another program packs it": bundle(),
  compressed: zipOf(parts().map((part) => ({ ...part, isDeflated: true }))),
  "compressed by a library": zipSync(Object.fromEntries(parts().map(({ name, content }) => [name, content])), {
    level: 9,
    mtime: new Date(1980, 0, 1),
  }),
  "files in another order": zipOf([fourth, third, second, first]),
  "the only entry": await at(0, 1),
  "the first entry": await at(0, SIZE),
  "the last entry": await at(SIZE - 1, SIZE),
  "a full tree": await at(5, 32),
  "a smaller tree": await at(INDEX, 20),
  "signed by the key that was replaced": bundle({ proof: under(TEXT, [log[0]]) }),
  "signed by both keys of the log": bundle({ proof: under(TEXT, [...log]) }),
  "cosigned by the witnesses": bundle({ proof: under(TEXT, [log[1]], cosignatures) }),
  "cosigned before the log's own signature": bundle({
    proof: PROOF.replace(noteBy(TEXT, log[1]), noteOf(TEXT, [...cosignatures, signed(TEXT, log[1])])),
  }),
  "signed by strangers too": bundle({ proof: under(TEXT, [log[1], forged.log], [unknown]) }),
  "the same signature twice": bundle({ proof: under(TEXT, [log[1], log[1]]) }),
  "a checkpoint with an extension": bundle({ proof: under(`${TEXT}an extension\n`) }),
  // The hashes from this leaf to the root are the same: only a proof of growth shows that a log signed a size that is not its own.
  "a size that is one off, which the log signed": bundle({
    proof: under(TEXT.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`)),
  }),
  "extra data": bundle({ proof: PROOF.replace("index", "extra AAEC\nindex") }),
  "no word on witnesses in the trust": bundle({ trust: `{"origin":"a","log":["b"],"events":["c"]}` }),
  "a trust that names others": bundle({ trust: `{"origin":"other.example","log":["x"],"events":["y"]}` }),
  "letters of every script": await alone(line(0, { note: "Grüße, 你好, 🐦, é, \u2028" })),
  "an event of many bytes": await alone(line(0, { note: HASHES.join(" ").repeat(40) })),
};
