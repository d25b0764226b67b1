import { base64, hashOf } from "../hash";
import { vkeyText } from "../note";
import { cosigned, cosigner, keyNamed, noteOf, signed } from "../notes.testing";
import {
  bundle,
  type Cases,
  CHECKPOINT,
  entries,
  forged,
  INDEX,
  line,
  log,
  NOTE,
  noteBy,
  ORIGIN,
  PINNED,
  PROOF,
  proofOf,
  RECORDER,
  recorder,
  SIZE,
  stated,
  TEXT,
  TRUST,
  under,
  witnesses,
} from "./log.testing";

/** Everything that an attacker can make: entries, tree and signatures are right, the keys are theirs. */
async function forgedLog(origin: string, by = { log: keyNamed(origin, 66), recorder: forged.recorder }) {
  const theirs = entries.map((_, number) => noteBy(line(number, { forged: true }), by.recorder));
  const checkpoint = noteBy(await stated(SIZE, origin, theirs), by.log);
  const trust = { origin, log: [vkeyText(by.log.verifier)], events: [vkeyText(by.recorder.verifier)] };
  return {
    note: theirs[INDEX] ?? "",
    proof: await proofOf(INDEX, SIZE, checkpoint, theirs),
    trust: JSON.stringify(trust),
  };
}

const OTHER = "other.example/log";
const swapped = await forgedLog(ORIGIN);
const otherLog = await forgedLog(OTHER);
const otherText = TEXT.replace(ORIGIN, OTHER);

/** Somebody else's keys. */
const WRONG_KEY: Cases = {
  "an event by a namesake of the recorder": bundle({ note: noteBy(line(INDEX), forged.recorder) }),
  "a checkpoint by a namesake of the log": bundle({ proof: under(TEXT, [forged.log]) }),
  "an event by the log": bundle({ note: noteBy(line(INDEX), log[1]) }),
  "an event by a witness": bundle({ note: noteBy(line(INDEX), witnesses[0]) }),
  "a checkpoint by the recorder": bundle({ proof: under(TEXT, [recorder[0]]) }),
  "a checkpoint by a stranger": bundle({ proof: under(TEXT, [keyNamed("stranger.example", 9)]) }),
  "the log's signature under the recorder's name": bundle({
    note: noteOf(line(INDEX), [{ ...signed(line(INDEX), log[1]), name: RECORDER, id: recorder[0].verifier.id }]),
  }),
  "nobody's": bundle({ proof: PROOF.replace(CHECKPOINT, TEXT) }),
};

/** The right signature under the wrong label. */
const KEY_IDS: Cases = {
  "another id": bundle({ proof: under(TEXT, [], [{ ...signed(TEXT, log[1]), id: Uint8Array.of(1, 2, 3, 4) }]) }),
  "the id of the other key": bundle({ proof: under(TEXT, [], [{ ...signed(TEXT, log[1]), id: log[0].verifier.id }]) }),
  "another name": bundle({ proof: under(TEXT, [], [{ ...signed(TEXT, log[1]), name: OTHER }]) }),
  "a name in capitals": bundle({ proof: under(TEXT, [], [{ ...signed(TEXT, log[1]), name: ORIGIN.toUpperCase() }]) }),
  "the id of the type of cosignatures": bundle({
    proof: under(TEXT, [], [{ ...signed(TEXT, log[1]), id: cosigner(log[1]).id }]),
  }),
};

/** As in CVE-2022-39199: whoever serves the evidence says who they are. */
const IDENTITY: Cases = {
  "all of it forged under the log's name": bundle(swapped),
  "all of it forged, with the trust of the real one": bundle({ ...swapped, trust: TRUST }),
  "all of it forged under another name": bundle(otherLog),
  "another log, with the trust of the real one": bundle({ ...otherLog, trust: TRUST }),
  "a trust that holds the real keys and theirs": bundle({
    ...swapped,
    trust: JSON.stringify({ ...PINNED, log: [...PINNED.log, vkeyText(forged.log.verifier)] }),
  }),
  "their event in the real log's proof": bundle({ note: swapped.note }),
  "the real event in their proof": bundle({ proof: swapped.proof }),
};

/** Signed by the log's key, and about another log. */
const ORIGINS: Cases = {
  "another log": bundle({ proof: under(otherText) }),
  "the log's name with a slash": bundle({ proof: under(TEXT.replace(ORIGIN, `${ORIGIN}/`)) }),
  "the log's name with a space": bundle({ proof: under(TEXT.replace(ORIGIN, `${ORIGIN} `)) }),
  "the log's name in capitals": bundle({ proof: under(TEXT.replace(ORIGIN, ORIGIN.toUpperCase())) }),
  "the log's name as a URL": bundle({ proof: under(TEXT.replace(ORIGIN, `https://${ORIGIN}`)) }),
  "the log's name with another letter that looks alike": bundle({ proof: under(TEXT.replace("log.", "l\u043eg.")) }),
  "the log's name with a letter of no width": bundle({ proof: under(TEXT.replace("log.", "log\u200b.")) }),
  "the recorder's name": bundle({ proof: under(TEXT.replace(ORIGIN, RECORDER)) }),
};

const time = 1_700_000_000n;
const cosignature = cosigned(TEXT, witnesses[0], time);
const asLog = { ...cosigned(TEXT, log[1], time), id: log[1].verifier.id };
const shifted = { ...cosignature, signature: cosignature.signature.map((byte, at) => (at === 7 ? byte ^ 1 : byte)) };

/** A cosignature is over another message than a signature. */
const COSIGNATURES: Cases = {
  "a witness in the log's place": bundle({ proof: under(TEXT, [], [cosignature]) }),
  "the log's own cosignature for its signature": bundle({ proof: under(TEXT, [], [cosigned(TEXT, log[1], time)]) }),
  "the log's own cosignature under the id of its signature": bundle({ proof: under(TEXT, [], [asLog]) }),
  "a witness that says another time": bundle({ proof: under(TEXT, [log[1]], [shifted]) }),
  "a witness that cosigned another tree": bundle({
    proof: under(TEXT, [log[1]], [cosigned(await stated(SIZE - 1), witnesses[0], time)]),
  }),
  "a plain signature as a cosignature": bundle({
    proof: under(TEXT, [log[1]], [{ ...signed(TEXT, witnesses[0]), id: cosignature.id }]),
  }),
  "a cosignature without its time": bundle({
    proof: under(TEXT, [log[1]], [{ ...cosignature, signature: cosignature.signature.slice(8) }]),
  }),
  "a cosignature that was cut": bundle({
    proof: under(TEXT, [log[1]], [{ ...cosignature, signature: cosignature.signature.slice(0, -1) }]),
  }),
  "one witness under the name of the other": bundle({
    proof: under(
      TEXT,
      [log[1]],
      [{ ...cosigned(TEXT, witnesses[1], time), name: witnesses[0].verifier.name, id: cosignature.id }],
    ),
  }),
};

const second = { ...signed(TEXT, log[1]), signature: signed("another text\n", log[1]).signature };

/** More signatures than one. */
const SIGNATURES: Cases = {
  "a bad one of the same key behind the good one": bundle({ proof: under(TEXT, [log[1]], [second]) }),
  "a bad one of the same key before the good one": bundle({ proof: under(TEXT, [], [second, signed(TEXT, log[1])]) }),
  "a bad one of the key that was replaced": bundle({
    proof: under(TEXT, [log[1]], [{ ...signed("another text\n", log[0]) }]),
  }),
  "65 of them": bundle({ proof: under(TEXT, Array(65).fill(log[1])) }),
  "a bad one of the recorder behind the good one": bundle({
    note: noteOf(line(INDEX), [signed(line(INDEX), recorder[0]), signed("another text\n", recorder[0])]),
  }),
  "one that is too short": bundle({
    proof: under(TEXT, [], [{ ...signed(TEXT, log[1]), signature: signed(TEXT, log[1]).signature.slice(0, -1) }]),
  }),
  "one that is too long": bundle({
    proof: under(
      TEXT,
      [],
      [{ ...signed(TEXT, log[1]), signature: Uint8Array.of(...signed(TEXT, log[1]).signature, 0) }],
    ),
  }),
  "one of all zeros": bundle({ proof: under(TEXT, [], [{ ...signed(TEXT, log[1]), signature: new Uint8Array(64) }]) }),
};

const root = TEXT.split("\n")[2] ?? "";
const otherRoot = base64((hashOf(root) ?? new Uint8Array(32)).map((byte, at) => (at === 0 ? byte ^ 1 : byte)));

/** Signed by the log's key, and not what the proof proves. */
const OTHER_TREE: Cases = {
  "a tree of twice the size": bundle({ proof: under(TEXT.replace(`\n${SIZE}\n`, `\n${SIZE * 2}\n`)) }),
  "a tree of less": bundle({ proof: under(TEXT.replace(`\n${SIZE}\n`, `\n${SIZE - 10}\n`)) }),
  "another root": bundle({ proof: under(TEXT.replace(root, otherRoot)) }),
  "an older checkpoint": bundle({ proof: under(await stated(20)) }),
  "the proof of an older tree": bundle({ proof: await proofOf(INDEX, 20, CHECKPOINT) }),
  "the empty tree": bundle({ proof: under(await stated(0)) }),
  "a tree whose root is the entry": bundle({ proof: under(await stated(1, ORIGIN, [entries[3] ?? ""])) }),
};

/** Another event than the one that is proven. */
const OTHER_EVENT: Cases = {
  "the next event": bundle({ note: entries[INDEX + 1] ?? "" }),
  "the first event": bundle({ note: entries[0] ?? "" }),
  "one letter of it changed and signed again": bundle({
    note: noteBy(line(INDEX).replace("done", "gone"), recorder[0]),
  }),
  "signed again with the newer key": bundle({ note: noteBy(line(INDEX), recorder[1]) }),
  "the same signature once more": bundle({
    note: noteOf(line(INDEX), Array(2).fill(signed(line(INDEX), recorder[0]))),
  }),
  "signed by a stranger too": bundle({ note: noteBy(line(INDEX), recorder[0], forged.log) }),
  "a fact more": bundle({ note: noteBy(line(INDEX, { facts: { ok: true } }), recorder[0]) }),
  "the checkpoint as the event": bundle({ note: CHECKPOINT }),
  "the proof as the event": bundle({ note: PROOF }),
  "the event as the proof": bundle({ proof: NOTE }),
};

/** Who signed, and what. */
export const FORGED: Readonly<Record<string, Cases>> = {
  "wrong key": WRONG_KEY,
  "key ids": KEY_IDS,
  "identity swap": IDENTITY,
  "other origin": ORIGINS,
  cosignatures: COSIGNATURES,
  "several signatures": SIGNATURES,
  "other tree": OTHER_TREE,
  "other event": OTHER_EVENT,
};
