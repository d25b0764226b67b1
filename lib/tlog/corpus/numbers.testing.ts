import { bundle, type Cases, INDEX, SIZE, TEXT, under } from "./log.testing";
import { proofs } from "./written.testing";

function indexes(texts: Readonly<Record<string, string>>): Cases {
  return proofs(
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [
        name,
        (proof) => proof.replace(`index ${INDEX}\n`, `index ${text}\n`),
      ]),
    ),
  );
}

/** Places that are not the event's. */
const INDEXES = indexes({
  "one more": `${INDEX + 1}`,
  "one less": `${INDEX - 1}`,
  "its sibling": `${INDEX ^ 1}`,
  first: "0",
  last: `${SIZE - 1}`,
  "the size": `${SIZE}`,
  "the size and this place": `${SIZE + INDEX}`,
  "this place in a tree twice as deep": `${64 + INDEX}`,
});

/** Other ways to write a number. */
const INDEX_NUMBERS = indexes({
  negative: `-${INDEX}`,
  "with a plus": `+${INDEX}`,
  "with a leading zero": `0${INDEX}`,
  "with a fraction": `${INDEX}.0`,
  "with an exponent": "12e0",
  hexadecimal: "0xc",
  "with a line between its digits": "1_2",
  empty: "",
  "with a space before it": ` ${INDEX}`,
  "with a space behind it": `${INDEX} `,
  "full-width digits": "１２",
  "2 to the 53rd": "9007199254740992",
  "2 to the 64th and this place": `${2n ** 64n + BigInt(INDEX)}`,
  "2 to the 32nd and this place": `${2 ** 32 + INDEX}`,
  "of 400 digits": "9".repeat(400),
  "no number": "twelve",
});

/** Signed by the log's key: a size, written in another way. */
const SIZE_NUMBERS: Cases = {
  "a size with a leading zero": bundle({ proof: under(TEXT.replace(`\n${SIZE}\n`, `\n0${SIZE}\n`)) }),
  "a size with a plus": bundle({ proof: under(TEXT.replace(`\n${SIZE}\n`, `\n+${SIZE}\n`)) }),
  "a negative size": bundle({ proof: under(TEXT.replace(`\n${SIZE}\n`, `\n-${SIZE}\n`)) }),
  "a size of 2 to the 64th and its own": bundle({
    proof: under(TEXT.replace(`\n${SIZE}\n`, `\n${2n ** 64n + 37n}\n`)),
  }),
  "a size with a space": bundle({ proof: under(TEXT.replace(`\n${SIZE}\n`, `\n${SIZE} \n`)) }),
  "no size": bundle({ proof: under(TEXT.replace(`\n${SIZE}\n`, "\n")) }),
};

/** Places and sizes, right and wrong. */
export const NUMBERS: Readonly<Record<string, Cases>> = {
  "wrong index": INDEXES,
  "numbers of places": INDEX_NUMBERS,
  "numbers of sizes": SIZE_NUMBERS,
};
