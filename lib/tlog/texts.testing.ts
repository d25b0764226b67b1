import fc from "fast-check";
import { verifyEd25519 } from "@/lib/keys/note";
import { checkpointText, openCheckpoint } from "./checkpoint";
import { fromBase64 } from "./hash";
import { openWith, parseVkey, type SignatureLine, type VerifierKey, vkeyText } from "./note";
import { cosigned, cosigner, keyNamed, noteOf, signed } from "./notes.testing";
import { formatProof, parseProof } from "./proof";
import type { Asked } from "./questions.testing";
import { anyHash, type Edit, edited, edits } from "./spoil.testing";

const ORIGIN = "log.example/a";
const key = keyNamed(ORIGIN);
const others = [keyNamed(ORIGIN, 2), keyNamed("other.example/\ufeffb", 3), keyNamed("ö.example/c", 4)];
const witness = keyNamed("witness.example/1", 11);
const witnesses = [cosigner(witness), cosigner(keyNamed("witness.example/2", 12))];

// What Go and we answer differently, each with good reason; `parity.test.ts` lists and asks these on purpose.

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Base64 with bits that no byte holds: RFC 4648 leaves it to the reader. Go takes it, we have one spelling for a thing. */
function isLoose(encoded: string): boolean {
  return isBase64(encoded) && Buffer.from(encoded, "base64").toString("base64") !== encoded;
}

/** Go looks only at the first signature of a key; C2SP signed-note wants all of them checked. */
function isRepeated(note: string, { name, id }: VerifierKey): boolean {
  const lines = note.split("\n").filter((line) => line.startsWith(`— ${name} `));
  const own = lines.filter((line) => {
    const raw = fromBase64(line.slice(line.lastIndexOf(" ") + 1));
    return raw && Buffer.compare(raw.subarray(0, 4), id) === 0;
  });
  return new Set(own).size > 1;
}

function isLooseNote(note: string, keys: readonly (VerifierKey | undefined)[]): boolean {
  const hasLooseLine = note.split("\n").some((line) => line.split(" ").some(isLoose));
  return hasLooseLine || keys.some((known) => known && isRepeated(note, known));
}

/** To Go a cosignature is over two lines or more; the specification knows it only over checkpoints, which have three. */
function isTooShort(note: string, known: VerifierKey | undefined): boolean {
  return known?.type === 0x04 && note.slice(0, note.lastIndexOf("\n\n")).split("\n").length < 2;
}

/** Go takes an id in capitals, and line breaks within base64. */
function isLooseVkey(vkey: string): boolean {
  const [, id = "", ...encoded] = vkey.split("+");
  return /[A-F]/.test(id) || /[\r\n]/.test(encoded.join("+")) || isLoose(encoded.join("+"));
}

/** Go takes leading zeros, roots of any length, empty extension lines, and sizes that JavaScript cannot count. */
function isLooseCheckpoint(note: string): boolean {
  const [, size = "", root = "", ...extension] = note.slice(0, note.lastIndexOf("\n\n") + 1).split("\n");
  const isUncounted = /^0\d/.test(size) || Number(size) > Number.MAX_SAFE_INTEGER;
  const isRoot = !isBase64(root) || (Buffer.from(root, "base64").length === 32 && !isLoose(root));
  return isUncounted || !isRoot || extension.slice(0, -1).includes("");
}

/** Go takes leading zeros and indexes that JavaScript cannot count. */
function isLooseProof(text: string): boolean {
  const index = /^index (\d+)$/m.exec(text)?.[1] ?? "";
  const isUncounted = /^0\d/.test(index) || Number(index) > Number.MAX_SAFE_INTEGER;
  return isUncounted || text.split("\n").some((line) => isLoose(line.replace(/^extra /, "")));
}

const line = fc.oneof({ weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }) }, fc.constant("— a b"));
const texts = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => `${lines.join("\n")}\n`);
const fewEdits = fc.oneof(fc.constant<Edit[]>([]), fc.array(edits, { minLength: 1, maxLength: 2 }));

const strangers = fc.shuffledSubarray([...others, witness]);
/** Who signs a text, in any order: most often also the key that is asked about. */
const signers = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(strangers, fc.nat({ max: 4 })).map(([some, at]) => some.toSpliced(at, 0, key)) },
  { weight: 1, arbitrary: strangers },
);

function lines(text: string, by: readonly (typeof key)[], time: bigint): SignatureLine[] {
  return by.flatMap((each) =>
    each === witness ? [cosigned(text, each, time), signed(text, each)] : signed(text, each),
  );
}

/** Questions about signed notes and verifier keys. */
export function noteQuestions(howMany: number): Asked[] {
  const vkey = fc.oneof(
    { weight: 6, arbitrary: fc.constant(vkeyText(key.verifier)) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...others.map(({ verifier }) => vkeyText(verifier)), ...witnesses.map(vkeyText)),
    },
    { weight: 1, arbitrary: edits.map((edit) => edited(vkeyText(key.verifier), edit)) },
  );
  const all = fc.tuple(texts, signers, fewEdits, vkey, fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }));
  return fc.sample(all, howMany).flatMap(([text, by, changes, asked, time]) => {
    const note = changes.reduce(edited, noteOf(text, lines(text, by, time)));
    const known = parseVkey(asked);
    if (isLooseVkey(asked) || isLooseNote(note, [known]) || isTooShort(note, known)) {
      return [];
    }
    const ours = known !== undefined && openWith(note, [known], verifyEd25519).valid;
    return [{ question: { kind: "note", note, vkey: asked }, ours }];
  });
}

const extension = fc.oneof(
  fc.constant(""),
  fc.string({ unit: "grapheme", minLength: 1 }).map((words) => `${words}\n`),
);
const origin = fc.oneof({ weight: 9, arbitrary: fc.constant(ORIGIN) }, fc.constantFrom("log.example/b", `${ORIGIN} `));
const checkpoints = fc.record({ origin, size: fc.maxSafeNat(), root: anyHash });

/** Questions about checkpoints; some were spoilt before they were signed, some afterwards, some both. */
export function checkpointQuestions(howMany: number): Asked[] {
  const parts = { checkpoint: checkpoints, extension, before: fewEdits, after: fewEdits, by: signers };
  const all = fc.record({ ...parts, time: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }) });
  return fc.sample(all, howMany).flatMap(({ checkpoint, extension: rest, before, after, by, time }) => {
    const text = before.reduce(edited, checkpointText(checkpoint) + rest);
    const note = after.reduce(edited, noteOf(text, lines(text, by, time)));
    if (isLooseNote(note, [key.verifier, ...witnesses]) || isLooseCheckpoint(note)) {
      return [];
    }
    const trust = { origin: ORIGIN, logKeys: [key.verifier], witnessKeys: witnesses };
    const vkeys = { vkey: vkeyText(key.verifier), witnesses: witnesses.map(vkeyText) };
    const ours = openCheckpoint(note, trust, verifyEd25519).valid;
    return [{ question: { kind: "checkpoint", note, origin: ORIGIN, ...vkeys }, ours }];
  });
}

/** Questions about the form of `.tlog-proof` files. */
export function proofQuestions(howMany: number): Asked[] {
  const parts = fc.record({ index: fc.maxSafeNat(), hashes: fc.array(anyHash, { maxLength: 5 }), checkpoint: texts });
  const extra = fc.oneof(
    fc.constant(""),
    fc.base64String({ maxLength: 40 }).map((data) => `extra ${data}\n`),
  );
  return fc.sample(fc.tuple(parts, extra, fewEdits), howMany).flatMap(([proof, data, changes]) => {
    const text = changes.reduce(edited, formatProof(proof).replace("index", `${data}index`));
    return isLooseProof(text)
      ? []
      : [{ question: { kind: "proof", note: text }, ours: parseProof(text) !== undefined }];
  });
}
