import { base64, hashOf } from "../hash";
import {
  bundle,
  type Cases,
  CHECKPOINT,
  HASHES,
  INDEX,
  line,
  log,
  NOTE,
  noteBy,
  ORIGIN,
  PROOF,
  recorder,
  SIZE,
  stated,
  TEXT,
  under,
} from "./log.testing";

/** One bundle for each way to spoil the proof. */
export function proofs(ways: Readonly<Record<string, (proof: string) => string>>): Cases {
  return Object.fromEntries(Object.entries(ways).map(([name, spoil]) => [name, bundle({ proof: spoil(PROOF) })]));
}

const [h0 = "", h1 = ""] = HASHES;
const all = `${HASHES.join("\n")}\n`;
const rootText = TEXT.split("\n")[2] ?? "";

/** Other hashes than those from the leaf to the root. */
const HASH_LISTS = proofs({
  none: (proof) => proof.replace(all, ""),
  "without the first": (proof) => proof.replace(`${h0}\n`, ""),
  "without the last": (proof) => proof.replace(`${HASHES.at(-1)}\n`, ""),
  "the first twice": (proof) => proof.replace(`${h0}\n`, `${h0}\n${h0}\n`),
  "one more": (proof) => proof.replace(all, `${all}${h1}\n`),
  "the root behind them": (proof) => proof.replace(all, `${all}${rootText}\n`),
  "the wrong way round": (proof) => proof.replace(all, `${HASHES.toReversed().join("\n")}\n`),
  "two of them swapped": (proof) => proof.replace(`${h0}\n${h1}\n`, `${h1}\n${h0}\n`),
  "64 of them": (proof) => proof.replace(all, `${h0}\n`.repeat(64)),
  "1,000 of them": (proof) => proof.replace(all, `${h0}\n`.repeat(1_000)),
  "the root instead": (proof) => proof.replace(all, `${rootText}\n`),
});

const bytesOf = (text: string) => hashOf(text) ?? new Uint8Array(32);
/** The last character of 32 bytes in base64 holds two bits that belong to no byte. */
const loose = (text: string) => text.replace(/(.)=$/, (_, last) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=`);
const urlSafe = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");
const signatureLine = CHECKPOINT.trimEnd().split("\n").at(-1) ?? "";

const olderSignature =
  noteBy(await stated(SIZE - 1), log[1])
    .trimEnd()
    .split("\n")
    .at(-1) ?? "";

/** Other ways to write the same bytes, and other bytes. */
const BASE64 = {
  ...proofs({
    "no padding": (proof) => proof.replace(h0, h0.replace("=", "")),
    "two pads": (proof) => proof.replace(h0, `${h0}=`),
    "the alphabet for URLs": (proof) => proof.replace(all, urlSafe(all)),
    "bits that belong to no byte": (proof) => proof.replace(h0, loose(h0)),
    "a space in between": (proof) => proof.replace(h0, `${h0.slice(0, 9)} ${h0.slice(9)}`),
    "a line break in between": (proof) => proof.replace(h0, `${h0.slice(0, 9)}\n${h0.slice(9)}`),
    "a pad in between": (proof) => proof.replace(h0, `${h0.slice(0, 4)}=${h0.slice(5)}`),
    hexadecimal: (proof) => proof.replace(h0, Buffer.from(bytesOf(h0)).toString("hex")),
    "31 bytes": (proof) => proof.replace(h0, base64(bytesOf(h0).slice(1))),
    "33 bytes": (proof) => proof.replace(h0, base64(Uint8Array.of(0, ...bytesOf(h0)))),
    "a byte moved to the next hash": (proof) =>
      proof
        .replace(h0, base64(bytesOf(h0).slice(0, -1)))
        .replace(h1, base64(Uint8Array.of(bytesOf(h0)[31] ?? 0, ...bytesOf(h1)))),
    "a signature without its pad": (proof) => proof.replace(signatureLine, signatureLine.replaceAll("=", "")),
    "bits of a signature that belong to no byte": (proof) => proof.replace(signatureLine, loose(signatureLine)),
    "a signature in the alphabet for URLs": (proof) => proof.replace(signatureLine, urlSafe(signatureLine)),
  }),
  "a root of 31 bytes": bundle({ proof: under(TEXT.replace(rootText, base64(bytesOf(rootText).slice(1)))) }),
  "bits of the root that belong to no byte": bundle({ proof: under(TEXT.replace(rootText, loose(rootText))) }),
  "no root": bundle({ proof: under(TEXT.replace(`${rootText}\n`, "")) }),
};

/** Data that nothing authenticates, where or as it may not stand. */
const EXTRA = proofs({
  "behind the index": (proof) => proof.replace(/(index .*\n)/, "$1extra AAEC\n"),
  twice: (proof) => proof.replace("index", "extra AAEC\nextra AAEC\nindex"),
  "no base64": (proof) => proof.replace("index", "extra !!!!\nindex"),
  "no space": (proof) => proof.replace("index", "extraAAEC\nindex"),
  "two spaces": (proof) => proof.replace("index", "extra  AAEC\nindex"),
  "before the header": (proof) => `extra AAEC\n${proof}`,
  "a line of another kind": (proof) => proof.replace("index", "size 37\nindex"),
});

/** What the first line says. */
const HEADERS = proofs({
  "another version": (proof) => proof.replace("@v1", "@v2"),
  "no version": (proof) => proof.replace("@v1", ""),
  none: (proof) => proof.slice(proof.indexOf("\n") + 1),
  twice: (proof) => proof.replace("\n", "\nc2sp.org/tlog-proof@v1\n"),
  "in capitals": (proof) => proof.replace("c2sp", "C2SP"),
  "behind an empty line": (proof) => `\n${proof}`,
  "with a space behind it": (proof) => proof.replace("@v1", "@v1 "),
  "no index": (proof) => proof.replace(`index ${INDEX}\n`, ""),
  "two indexes": (proof) => proof.replace(`index ${INDEX}\n`, `index ${INDEX}\n`.repeat(2)),
  "a tab before the index": (proof) => proof.replace("index ", "index\t"),
});

const crlf = (text: string) => text.replaceAll("\n", "\r\n");

/** Lines end in one newline. */
const LINES: Cases = {
  ...proofs({
    "CRLF in the proof": crlf,
    "CRLF before the checkpoint": (proof) => crlf(proof.slice(0, -CHECKPOINT.length)) + CHECKPOINT,
    "CRLF in the checkpoint": (proof) => proof.replace(CHECKPOINT, crlf(CHECKPOINT)),
    "CR alone": (proof) => proof.replaceAll("\n", "\r"),
    "no newline at the end of the proof": (proof) => proof.trimEnd(),
    "one newline more at the end of the proof": (proof) => `${proof}\n`,
    "an empty line among the hashes": (proof) => proof.replace(`${h0}\n`, `${h0}\n\n`),
    "no empty line before the checkpoint": (proof) => proof.replace(`\n\n${ORIGIN}`, `\n${ORIGIN}`),
    "no empty line before the signature": (proof) => proof.replace("\n\n—", "\n—"),
    "a second checkpoint behind the first": (proof) => proof + CHECKPOINT,
  }),
  "CRLF in the event": bundle({ note: crlf(NOTE) }),
  "no newline at the end of the event": bundle({ note: NOTE.trimEnd() }),
  "one newline more at the end of the event": bundle({ note: `${NOTE}\n` }),
  "an empty line before the event": bundle({ note: `\n${NOTE}` }),
  "an empty extension of the checkpoint": bundle({ proof: under(`${TEXT}\nmore\n`) }),
  "a checkpoint of two lines": bundle({ proof: under(TEXT.split("\n").slice(0, 2).join("\n").concat("\n")) }),
};

/** Signed by the recorder, as it never would. */
const EVENTS: Cases = {
  "an event that is no JSON": bundle({ note: noteBy("hello\n", recorder[0]) }),
  "an event of two lines": bundle({ note: noteBy(`${line(1)}${line(2)}`, recorder[0]) }),
  "an event with a tab": bundle({ note: noteBy(`{"a":\t1}\n`, recorder[0]) }),
  "an event with a NUL": bundle({ note: noteBy(`{"a":"\0"}\n`, recorder[0]) }),
  "an empty text": bundle({ note: noteBy("\n", recorder[0]) }),
};

/** A part that is not there, or in the place of another. */
const PARTS: Cases = {
  "no event": bundle({ note: "" }),
  "no proof": bundle({ proof: "" }),
  "a checkpoint alone": bundle({ proof: CHECKPOINT }),
  "a proof without a checkpoint": bundle({ proof: PROOF.slice(0, PROOF.indexOf("\n\n") + 2) }),
};

/** Edited after the log had signed it. */
const CHECKPOINTS = proofs({
  "another size": (proof) => proof.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`),
  "another root": (proof) => proof.replace(rootText, h0),
  "another origin": (proof) => proof.replace(`\n${ORIGIN}\n`, `\n${ORIGIN}2\n`),
  "an extension": (proof) => proof.replace(`${rootText}\n`, `${rootText}\nmore\n`),
  "two of its lines swapped": (proof) => proof.replace(`${SIZE}\n${rootText}`, `${rootText}\n${SIZE}`),
  "the signature of an older one": (proof) => proof.replace(signatureLine, olderSignature),
});

/** How it is written. */
export const WRITTEN: Readonly<Record<string, Cases>> = {
  "hash lists": HASH_LISTS,
  base64: BASE64,
  "extra data": EXTRA,
  headers: HEADERS,
  "line ends": LINES,
  "signed and no event": EVENTS,
  "missing and mistaken parts": PARTS,
  "edited checkpoint": CHECKPOINTS,
};
