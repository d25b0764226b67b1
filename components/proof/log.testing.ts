import { Digest } from "@/graph-schema/values";
import type { PublicKeys } from "@/lib/contract/log";
import { checkpointText } from "@/lib/tlog/checkpoint";
import { leafHash, nodeHash } from "@/lib/tlog/hash";
import { vkeyText } from "@/lib/tlog/note";
import { keyNamed, noteOf, signed } from "@/lib/tlog/notes.testing";
import { formatProof } from "@/lib/tlog/proof";
import { type HashReader, inclusionProof, rootHash } from "@/lib/tlog/tree";
import { verifyEd25519 } from "./ed25519";
import type { Evidence, Pin, Verdict } from "./evidence";
import { judge } from "./verdict";

export const ORIGIN = "pedigree.local/0123456789abcdef";
export const LOG = keyNamed(ORIGIN);
const RECORDER = keyNamed(`${ORIGIN}/events`, 2);
export const keys: PublicKeys = {
  origin: ORIGIN,
  log: [vkeyText(LOG.verifier)],
  events: [vkeyText(RECORDER.verifier)],
};
export const pin: Pin = { ...keys, at: "2026-11-24T09:00:00.000Z" };

export const ID = "01919d6e-0000-7000-8000-000000000001";
const COMMITMENT = {
  name: "comment",
  key: "project:sample",
  sha256: Digest.parse(`sha256:${"ab".repeat(32)}`),
  bytes: 40,
};
export const ENVELOPE = {
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

/** The note of this text by this key. */
function noteBy(key: ReturnType<typeof keyNamed>, text: string): string {
  return noteOf(text, [signed(text, key)]);
}

/** What the recorder writes for an envelope. */
export function recorded(envelope: unknown): string {
  return noteBy(RECORDER, `${JSON.stringify(envelope)}\n`);
}

function reader(entries: readonly Uint8Array[]): HashReader {
  const node = (level: number, index: number): Uint8Array =>
    level === 0
      ? leafHash(entries[index] ?? new Uint8Array())
      : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  return node;
}

/** A log of `size` entries whose entry `index` is `note`. */
export async function logOf(note: string, index: number, size: number) {
  const entries = Array.from({ length: size }, (_, at) => Buffer.from(at === index ? note : `entry ${at}`));
  const read = reader(entries);
  const root = await rootHash(read, size);
  const checkpoint = noteBy(LOG, checkpointText({ origin: ORIGIN, size, root }));
  return {
    read,
    root,
    checkpoint,
    proof: formatProof({ index, hashes: await inclusionProof(read, index, size), checkpoint }),
  };
}

export const NOTE = recorded(ENVELOPE);

/** What the server says of the event, as entry 5 of a log of 11. */
export async function evidence(index = 5, size = 11): Promise<Evidence> {
  const { proof } = await logOf(NOTE, index, size);
  const asOf = { position: size, stamp: 9, at: "2025-05-12T09:04:00.000Z", pendingCount: 0 };
  return { reply: { eventId: ID, note: NOTE, index, proof, asOf } };
}

type State = "open" | "erased" | "damaged" | "hidden";

/** The event as its page shows it. */
function shown(state: State, digest: string): NonNullable<Evidence["event"]> {
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
      refersTo: null,
      facts: { stage: "production" },
      at: ENVELOPE.at,
      recordedAt: ENVELOPE.recorded_at,
      stamp: 7,
    },
    envelope: ENVELOPE,
    note: NOTE,
    eventSha256: digest,
    callerKey: null,
    payloads: [{ ...COMMITMENT, state, content: state === "open" ? { text: "ok" } : null }],
  };
}

/** The same, beside what the page shows. */
export async function shownEvidence(state: State = "open"): Promise<Evidence> {
  const given = await evidence();
  const digest = judge(given, pin, verifyEd25519).figures.digest ?? "";
  return { ...given, event: shown(state, digest) };
}

export const verdictOn = (given: Evidence, by: Pin = pin): Verdict => judge(given, by, verifyEd25519);
