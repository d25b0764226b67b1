import { type Part, zipOf } from "../zips.testing";
import {
  bundle,
  type Cases,
  CHECKPOINT,
  line,
  NOTE,
  noteBy,
  ORIGIN,
  PROOF,
  parts,
  recorder,
  TRUST,
} from "./log.testing";

/** Numbers that only look like chance: the same ones each time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

function flipped(bytes: Uint8Array, random: Iterator<number, never>, from = 0, to = bytes.length): Uint8Array {
  const at = from + (random.next().value % (to - from));
  const bit = 1 << (random.next().value % 7);
  return bytes.map((byte, index) => (index === at ? byte ^ bit : byte));
}

function flips(): Cases {
  const random = numbers(20_250_505) as Iterator<number, never>;
  const [note, proof] = [new Uint8Array(Buffer.from(NOTE)), new Uint8Array(Buffer.from(PROOF))];
  const split = PROOF.indexOf(CHECKPOINT);
  const some = (what: string, make: () => Uint8Array) => [1, 2, 3].map((time) => [`${what} ${time}`, make()] as const);
  return Object.fromEntries([
    ...some("in the event", () => bundle({ note: flipped(note, random, 0, line(12).length) })),
    ...some("in the event's signature", () => bundle({ note: flipped(note, random, note.length - 60) })),
    ...some("in the proof", () => bundle({ proof: flipped(proof, random, 0, split) })),
    ...some("in the checkpoint", () => bundle({ proof: flipped(proof, random, split, proof.length - 100) })),
    ...some("in the checkpoint's signature", () => bundle({ proof: flipped(proof, random, proof.length - 60) })),
    ...some("in the zip", () => flipped(bundle(), random, 30, 400)),
    ...some("in the zip's directory", () => flipped(bundle(), random, bundle().length - 200, bundle().length - 30)),
  ]);
}

const BOM = "\ufeff";

/** What looks the same. */
const UNICODE: Cases = {
  "a byte order mark before the event": bundle({ note: BOM + NOTE }),
  "a byte order mark before the proof": bundle({ proof: BOM + PROOF }),
  "a byte order mark before the checkpoint": bundle({ proof: PROOF.replace(CHECKPOINT, BOM + CHECKPOINT) }),
  "a byte order mark before the trust": bundle({ trust: BOM + TRUST }),
  "a hyphen for the dash": bundle({ note: NOTE.replace("—", "-") }),
  "a shorter dash": bundle({ note: NOTE.replace("—", "–") }),
  "a horizontal bar": bundle({ note: NOTE.replace("—", "―") }),
  "a space that does not break": bundle({ note: NOTE.replace("— ", "—\u00a0") }),
  "two spaces": bundle({ note: NOTE.replace("— ", "—  ") }),
  "a line separator for the newline": bundle({ note: NOTE.replace("\n\n", "\u2028\u2028") }),
  "a mark that turns the text around": bundle({ note: NOTE.replace("done", "\u202edone") }),
  "a letter of no width": bundle({ note: NOTE.replace("done", "do\u200bne") }),
  "a letter composed in another way": bundle({
    note: noteBy(line(12, { note: "e\u0301" }), recorder[0]).replace("e\u0301", "\u00e9"),
  }),
  "a letter of the origin that looks alike": bundle({ proof: PROOF.replace(ORIGIN, ORIGIN.replace("o", "\u043e")) }),
};

/** Not UTF-8. */
const ENCODINGS: Cases = {
  "a byte that is no UTF-8": bundle({ note: Buffer.concat([Buffer.from(NOTE), Buffer.of(0xff)]) }),
  "an overlong newline": bundle({ note: Buffer.from(NOTE.replace("done", "d\u00c0\u008ane"), "latin1") }),
  "half a surrogate pair": bundle({
    note: Buffer.concat([Buffer.from(NOTE.slice(0, 20)), Buffer.of(0xed, 0xa0, 0x80), Buffer.from(NOTE.slice(20))]),
  }),
  "UTF-16": bundle({ note: Buffer.from(NOTE, "utf16le") }),
};

/** What the bundle says of its keys is not JSON of that form. */
const TRUSTS: Cases = Object.fromEntries(
  Object.entries({
    empty: "",
    "no JSON": "hello",
    "a list": "[]",
    null: "null",
    "a text": '"trust"',
    "no origin": TRUST.replace('"origin"', '"other"'),
    "a key that nobody knows": TRUST.replace("{", '{"quorum": 0,'),
    "a name in capitals": TRUST.replace('"log"', '"LOG"'),
    "no keys of the log": TRUST.replace(/"log": \[[^\]]*\]/, '"log": []'),
    "a text for a list": TRUST.replace(/"log": \[[^\]]*\]/, '"log": "all"'),
    "numbers for keys": TRUST.replace(/"log": \[[^\]]*\]/, '"log": [1]'),
    "nothing for the witnesses": TRUST.replace(/"witnesses": \[[^\]]*\]/, '"witnesses": null'),
    "an empty origin": TRUST.replace(ORIGIN, ""),
    "a comma too many": TRUST.replace("\n}", ",\n}"),
    "a comment": `// trust\n${TRUST}`,
    "single quotes": TRUST.replaceAll('"', "'"),
    "something behind it": `${TRUST}{}`,
    "a prototype": TRUST.replace("{", '{"__proto__": {"origin": "x"},'),
    "10,000 brackets": "[".repeat(10_000),
    NaN: "NaN",
  }).map(([name, trust]) => [name, bundle({ trust })]),
);

const [note, proof, trust, readme] = parts();
const whole = bundle();
const other: Part = { ...note, content: new Uint8Array(Buffer.from("another text\n")) };
const empty: Part = { name: "x", content: new Uint8Array() };

/** Not these four files. */
const ZIP_FILES: Cases = {
  "two events, the good one first": zipOf([note, other, proof, trust, readme]),
  "two events, the good one last": zipOf([other, note, proof, trust, readme]),
  "the same event twice": zipOf([note, note, proof, trust, readme]),
  "no event": zipOf([proof, trust, readme]),
  "no proof": zipOf([note, trust, readme]),
  "no trust": zipOf([note, proof, readme]),
  "no files": zipOf([]),
  "a file that does not belong": zipOf([...parts(), { ...empty, name: "event.json" }]),
  "a way out of the folder": zipOf([...parts(), { ...empty, name: "../../event.note" }]),
  "a way from the root": zipOf([...parts(), { ...empty, name: "/etc/passwd" }]),
  "a backslash": zipOf([...parts(), { ...empty, name: "..\\event.note" }]),
  "a folder called like the event": zipOf([...parts(), { ...empty, name: "event.note/" }]),
  "the event below a folder": zipOf([{ ...note, name: "evidence/event.note" }, proof, trust, readme]),
  "the event in capitals": zipOf([{ ...note, name: "EVENT.NOTE" }, proof, trust, readme]),
  "a NUL behind the event's name": zipOf([{ ...note, name: "event.note\0" }, proof, trust, readme]),
};

/** What is said of a file is not so, or not everywhere the same. */
const ZIP_LIES: Cases = {
  "another size before the file": zipOf([{ ...note, localBytes: 9 }, proof, trust, readme]),
  "encrypted, it says": zipOf([{ ...note, lies: { flags: 1 } }, proof, trust, readme]),
  "another name before the file": zipOf([{ ...note, localName: "event.json" }, proof, trust, readme]),
  "another checksum": zipOf([{ ...note, lies: { crc: 1 } }, proof, trust, readme]),
  "an event longer than it says": zipOf([{ ...note, lies: { bytes: 9 } }, proof, trust, readme]),
  "an event shorter than it says": zipOf([{ ...note, isDeflated: true, lies: { bytes: 9_999 } }, proof, trust, readme]),
  "the event where the proof is": zipOf([note, { ...proof, lies: { at: 0 } }, trust, readme]),
  "an unknown way to compress": zipOf([{ ...note, lies: { method: 99 } }, proof, trust, readme]),
  "compressed, it says": zipOf([{ ...note, lies: { method: 8 } }, proof, trust, readme]),
  "stored, it says": zipOf([{ ...note, isDeflated: true, lies: { method: 0 } }, proof, trust, readme]),
  "a bomb": zipOf([note, { ...proof, isDeflated: true, content: new Uint8Array(20_000_000) }, trust, readme]),
  "a bomb that says it is small": zipOf([
    note,
    { ...proof, isDeflated: true, content: new Uint8Array(20_000_000), lies: { bytes: 900 } },
    trust,
    readme,
  ]),
};

/** What stands around the files. */
const ZIP_ENDS: Cases = {
  "65,535 files, it says": zipOf(parts(), { count: 65_535 }),
  "fewer files than there are": zipOf(parts(), { count: 3 }),
  "something before it": new Uint8Array(Buffer.concat([Buffer.from("#!/bin/sh\n"), whole])),
  "something behind it": zipOf(parts(), { after: Uint8Array.of(0) }),
  "a comment": zipOf(parts(), { comment: "valid" }),
  "a zip in a zip": zipOf([{ name: "evidence.zip", content: whole }]),
  "no zip": new Uint8Array(Buffer.from(PROOF)),
  "no bytes": new Uint8Array(),
};

/** Cut off. */
const CUT: Cases = {
  ...Object.fromEntries(
    [1, 0.9, 0.5, 0.1].map((share) => [`the zip at ${share * 100} %`, whole.slice(0, whole.length * share - 1)]),
  ),
  "the event at a half": bundle({ note: NOTE.slice(0, NOTE.length / 2) }),
  "the event's last byte": bundle({ note: NOTE.slice(0, -2) }),
  "the proof at a half": bundle({ proof: PROOF.slice(0, PROOF.length / 2) }),
  "the proof's last byte": bundle({ proof: PROOF.slice(0, -2) }),
  "the trust at a half": bundle({ trust: TRUST.slice(0, TRUST.length / 2) }),
};

/** Bytes that changed on the way, and what they are packed in. */
export const CHANGED: Readonly<Record<string, Cases>> = {
  "bytes flipped": flips(),
  "look-alikes": UNICODE,
  encodings: ENCODINGS,
  trust: TRUSTS,
  "files of the zip": ZIP_FILES,
  "lies of the zip": ZIP_LIES,
  "ends of the zip": ZIP_ENDS,
  "cut off": CUT,
};
