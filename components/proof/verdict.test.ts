import fc from "fast-check";
import { expect, test } from "vitest";
import { Digest } from "@/graph-schema/values";
import type { PublicKeys } from "@/lib/contract/log";
import { type NoteKey, signNote, verifyEd25519 as verifyNative } from "@/lib/keys/note";
import { checkpointText } from "@/lib/tlog/checkpoint";
import { base64, leafHash, nodeHash } from "@/lib/tlog/hash";
import { vkeyText } from "@/lib/tlog/note";
import { keyNamed } from "@/lib/tlog/notes.testing";
import { formatProof } from "@/lib/tlog/proof";
import { consistencyProof, type HashReader, inclusionProof, rootHash } from "@/lib/tlog/tree";
import { verifyEd25519 } from "./ed25519";
import type { Evidence, Pin, Verdict } from "./evidence";
import { judgeGrowth, noGrowth, withGrowth } from "./growth";
import { judge, judgeCheckpoint } from "./verdict";

const ORIGIN = "pedigree.local/0123456789abcdef";
const LOG = keyNamed(ORIGIN);
const RECORDER = keyNamed(`${ORIGIN}/events`, 2);
const keys: PublicKeys = {
  origin: ORIGIN,
  log: [vkeyText(LOG.verifier)],
  events: [vkeyText(RECORDER.verifier)],
};
const pin: Pin = { ...keys, at: "2026-11-24T09:00:00.000Z" };

const ID = "01919d6e-0000-7000-8000-000000000001";
const COMMITMENT = {
  name: "comment",
  key: "project:sample",
  sha256: Digest.parse(`sha256:${"ab".repeat(32)}`),
  bytes: 40,
};
const ENVELOPE = {
  v: 1,
  id: ID,
  project: "sample",
  action: "approve",
  origin: "acted",
  outcome: "done",
  actor: { type: "user", account: "p1:x" },
  at: "2025-05-12T09:03:00.000Z",
  recorded_at: "2025-05-12T09:03:01.000Z",
  stamp: 7,
  facts: { stage: "production" },
  payloads: [COMMITMENT],
};

function reader(entries: readonly Uint8Array[]): HashReader {
  const node = (level: number, index: number): Uint8Array =>
    level === 0
      ? leafHash(entries[index] ?? new Uint8Array())
      : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  return node;
}

async function logOf(note: string, index: number, size: number, by: NoteKey = LOG) {
  const entries = Array.from({ length: size }, (_, at) => Buffer.from(at === index ? note : `entry ${at}`));
  const read = reader(entries);
  const root = await rootHash(read, size);
  const checkpoint = signNote(by, checkpointText({ origin: ORIGIN, size, root }));
  return {
    read,
    root,
    checkpoint,
    proof: formatProof({ index, hashes: await inclusionProof(read, index, size), checkpoint }),
  };
}

const NOTE = signNote(RECORDER, `${JSON.stringify(ENVELOPE)}\n`);
const DIGEST = "computed below";

async function evidence(index = 5, size = 11): Promise<Evidence> {
  const { proof } = await logOf(NOTE, index, size);
  const asOf = { position: size, stamp: 9, at: "2025-05-12T09:04:00.000Z", pendingCount: 0 };
  return { reply: { eventId: ID, note: NOTE, index, proof, asOf } };
}

type State = "open" | "erased" | "damaged" | "hidden";

/** The event as its page shows it. */
function shown(state: State = "open", digest = DIGEST): NonNullable<Evidence["event"]> {
  return {
    event: {
      id: ID,
      eventId: null,
      project: "sample",
      action: "approve",
      origin: "acted",
      outcome: "done",
      reasons: [],
      who: { account: "p1:x", type: "user", name: "Alex", username: "alex" },
      subject: null,
      facts: { stage: "production" },
      at: ENVELOPE.at,
      recordedAt: ENVELOPE.recorded_at,
      stamp: 7,
    },
    envelope: ENVELOPE,
    note: NOTE,
    eventSha256: digest,
    payloads: [{ ...COMMITMENT, state, content: state === "open" ? { text: "ok" } : null }],
  };
}

async function shownEvidence(state: State = "open"): Promise<Evidence> {
  const given = await evidence();
  const digest = judge(given, pin, verifyEd25519).figures.digest ?? "";
  return { ...given, event: shown(state, digest) };
}

const verdictOn = (given: Evidence, by: Pin = pin): Verdict => judge(given, by, verifyEd25519);

test("a note that the recorder signed and the log holds is valid, with every figure that it rests on", async () => {
  const verdict = verdictOn(await shownEvidence());
  expect(verdict).toMatchObject({ name: "valid", why: expect.stringContaining("entry 5 of the 11") });
  expect(verdict.checks.filter(({ holds }) => holds === null)).toMatchObject([{ what: "The part “comment”" }]);
  expect(verdict.checks.some(({ holds }) => holds === false)).toBe(false);
  expect(verdict.figures).toMatchObject({
    index: 5,
    leaf: base64(leafHash(Buffer.from(NOTE))),
    tree: { size: 11, origin: ORIGIN },
    recorder: keys.events[0],
    logKey: keys.log[0],
  });
});

/** The text with another ASCII character at one place. */
function changed(text: string, at: number, by: number): string {
  const place = at % text.length;
  const code = (text.charCodeAt(place) + 1 + (by % 127)) % 128;
  return `${text.slice(0, place)}${String.fromCharCode(code)}${text.slice(place + 1)}`;
}

test("any changed byte of the note or of the proof makes it invalid", async () => {
  const given = await evidence();
  const { note, proof } = given.reply;
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.boolean(), (at, by, isNote) => {
      const reply = isNote
        ? { ...given.reply, note: changed(note, at, by) }
        : { ...given.reply, proof: changed(proof ?? "", at, by) };
      expect(verdictOn({ reply }).name).toBe("invalid");
    }),
    { numRuns: 400 },
  );
});

test("a proof is of one entry and one place: any other index, event or note is invalid", async () => {
  const given = await evidence();
  fc.assert(
    fc.property(fc.nat(200), (index) => {
      fc.pre(index !== 5);
      expect(verdictOn({ reply: { ...given.reply, index } }).name).toBe("invalid");
    }),
    { numRuns: 50 },
  );
  const other = signNote(RECORDER, `${JSON.stringify({ ...ENVELOPE, outcome: "refused" })}\n`);
  expect(verdictOn({ reply: { ...given.reply, note: other } }).name).toBe("invalid");
  const eventId = ID.replace(/1$/, "2");
  expect(verdictOn({ reply: { ...given.reply, eventId } })).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/another event/),
  });
});

test("what a page shows otherwise than the note says makes it invalid, and is named", async () => {
  const given = await shownEvidence();
  const event = given.event;
  if (!event) {
    throw new Error("there is an event");
  }
  const lies: [string, NonNullable<Evidence["event"]>][] = [
    ["outcome", { ...event, event: { ...event.event, outcome: "refused" } }],
    ["facts", { ...event, event: { ...event.event, facts: { stage: "staging" } } }],
    ["actor", { ...event, event: { ...event.event, who: { ...event.event.who, account: "p1:y" } } }],
    ["envelope", { ...event, envelope: { ...ENVELOPE, stamp: 8 } }],
    ["signed note", { ...event, note: `${NOTE}x` }],
    ["event SHA-256", { ...event, eventSha256: `sha256:${"00".repeat(32)}` }],
    ["parts beside the log", { ...event, payloads: [] }],
  ];
  for (const [name, lie] of lies) {
    const verdict = verdictOn({ ...given, event: lie });
    expect(verdict.name, name).toBe("invalid");
    expect(verdict.why).toContain(name);
  }
});

test("an erased part makes it redacted, a damaged one invalid, a hidden one changes nothing", async () => {
  expect(verdictOn(await shownEvidence("erased"))).toMatchObject({
    name: "redacted",
    why: expect.stringMatching(/part was erased \(“comment”\)/),
  });
  expect(verdictOn(await shownEvidence("damaged"))).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/damaged/),
  });
  expect(verdictOn(await shownEvidence("hidden")).name).toBe("valid");
});

test("what no checkpoint speaks of yet is unverifiable, unless the recorder did not sign it", async () => {
  const { reply } = await evidence();
  expect(verdictOn({ reply: { ...reply, index: null, proof: null } })).toMatchObject({
    name: "unverifiable",
    why: expect.stringMatching(/^Pending/),
  });
  expect(verdictOn({ reply: { ...reply, note: `${NOTE}\n`, index: null, proof: null } }).name).toBe("invalid");
});

test("another key than the pinned one is told as such, for the log and for the recorder", async () => {
  const { reply } = await evidence();
  const other = { ...pin, log: [vkeyText(keyNamed(ORIGIN, 9).verifier)] };
  expect(verdictOn({ reply }, other)).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/^Another log key than the one pinned on 24 Nov 2026/),
  });
  const recorder = { ...pin, events: [vkeyText(keyNamed(`${ORIGIN}/events`, 9).verifier)] };
  expect(verdictOn({ reply }, recorder)).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/another recorder’s key than the one pinned/),
  });
  const origin = { ...pin, origin: "pedigree.local/ffffffffffffffff" };
  expect(verdictOn({ reply }, origin)).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/another log, pedigree.local/),
  });
});

test("a key that a proven event of the log brings in is introduced; one that nobody proved is not", async () => {
  const next = vkeyText(keyNamed(ORIGIN, 3).verifier);
  const rotation = {
    ...ENVELOPE,
    action: "rotate_key",
    facts: { use: "log", step: "activate", vkey: next },
    payloads: [],
  };
  const note = signNote(RECORDER, `${JSON.stringify(rotation)}\n`);
  const { proof } = await logOf(note, 2, 4);
  const reply = { ...(await evidence()).reply, note, index: 2, proof };
  expect(verdictOn({ reply }).introduces).toEqual({ use: "log", vkey: next });
  expect(verdictOn({ reply: { ...reply, proof: null } }).introduces).toBeUndefined();
  expect(verdictOn({ reply }, { ...pin, log: [next] }).introduces).toBeUndefined();
});

test("an artifact is proven only with the facts that its event recorded", async () => {
  const facts = { sha256: `sha256:${"cd".repeat(32)}`, parameters: { C: 1 } };
  const artifact = {
    type: "model_version" as const,
    id: "churn:v2",
    facts,
    origin: "acted" as const,
    stamp: 7,
    recordedAt: ENVELOPE.recorded_at,
    eventId: ID,
  };
  const made = { ...ENVELOPE, created: [{ type: "model_version", id: "churn:v2", facts }] };
  const note = signNote(RECORDER, `${JSON.stringify(made)}\n`);
  const { proof } = await logOf(note, 0, 3);
  const reply = { ...(await evidence()).reply, note, index: 0, proof };
  const verdict = (part: Partial<typeof artifact>, project = "sample") =>
    verdictOn({ reply, artifact: { project, artifact: { ...artifact, ...part } } }).name;
  expect(verdict({})).toBe("valid");
  expect(verdict({ id: "churn:v3" })).toBe("invalid");
  expect(verdict({ facts: { ...facts, parameters: { C: 2 } } })).toBe("invalid");
  expect(verdict({}, "default")).toBe("invalid");
});

test("the published checkpoint is valid only as it is shown", async () => {
  const { checkpoint, root } = await logOf(NOTE, 5, 11);
  const of = (size: number, text: string) => judgeCheckpoint(checkpoint, { size, root: text }, pin, verifyEd25519).name;
  expect(of(11, base64(root))).toBe("valid");
  expect(of(12, base64(root))).toBe("invalid");
  expect(of(11, base64(leafHash(Buffer.from("x"))))).toBe("invalid");
});

test("a log that went back or forked turns a valid proof invalid, loudly", async () => {
  const { read } = await logOf(NOTE, 5, 40);
  const valid = verdictOn(await evidence());
  const tree = async (size: number) => ({ size, root: base64(await rootHash(read, size)) });
  const [old, later] = [await tree(17), await tree(40)];
  const hashes = (await consistencyProof(read, 17, 40)).map(base64);
  expect(withGrowth(valid, judgeGrowth(old, later, hashes)).name).toBe("valid");
  for (let at = 0; at < hashes.length; at++) {
    const bent = hashes.with(at, later.root);
    expect(withGrowth(valid, judgeGrowth(old, later, bent))).toMatchObject({
      name: "invalid",
      why: expect.stringMatching(/behind this browser/),
    });
  }
  const fork = { size: 17, root: later.root };
  expect(judgeGrowth(old, fork, []).holds).toBe(false);
  expect(withGrowth(valid, noGrowth(later, old))).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/went back/),
  });
});

test("Ed25519 in JavaScript finds what the platform finds, for right and for bent signatures", () => {
  const raw = (text: string) => new Uint8Array(Buffer.from(text));
  fc.assert(
    fc.property(fc.string(), fc.nat(63), fc.nat(255), (text, at, bits) => {
      const line =
        signNote(LOG, `${text.replace(/\n/g, " ")}\n`)
          .trimEnd()
          .split(" ")
          .at(-1) ?? "";
      const signature = new Uint8Array(Buffer.from(line, "base64").subarray(4));
      const message = raw(`${text.replace(/\n/g, " ")}\n`);
      signature[at] = (signature[at] ?? 0) ^ bits;
      const { publicKey } = LOG.verifier;
      const native = verifyNative(signature, message, publicKey);
      expect(verifyEd25519(signature, message, publicKey)).toBe(native);
      expect(native).toBe(bits === 0);
    }),
    { numRuns: 60 },
  );
  expect(verifyEd25519(raw("short"), raw(""), raw("short"))).toBe(false);
});
