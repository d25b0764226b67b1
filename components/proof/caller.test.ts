import { expect, test } from "vitest";
import { Digest, Instant } from "@/graph-schema/values";
import { sha256 } from "@/lib/hash";
import { type DsseEnvelope, EVENT_TYPE, envelopeText, KEY_TYPE, signedEnvelope } from "@/lib/tlog/dsse";
import { testKey } from "@/lib/tlog/dsse.testing";
import { publicKeyText } from "@/lib/tlog/public-key";
import { checkCaller } from "./caller";
import { verifyEd25519 } from "./ed25519";
import { shownEvidence } from "./log.testing";

const key = testKey();
const AT = Instant.parse("2026-11-24T09:00:00.000Z");
const EVENT = {
  event_id: "e1",
  action: "record",
  timestamp: "2026-11-24T10:00:00+01:00",
  project: "sample",
  subject: { type: "model", id: "model:churn" },
};
const signed = (event: object, type = EVENT_TYPE, by = key) =>
  signedEnvelope(type, Buffer.from(JSON.stringify(event)), [by]);

const WHOLE = signed(EVENT);
const KEY = {
  id: key.keyid,
  account: "p1:x",
  publicKey: publicKeyText(key.publicKey),
  registered: { at: "2026-11-24T08:00:00.000Z", eventId: "r" },
  ended: null,
};

interface Told {
  readonly envelope?: DsseEnvelope;
  /** What the note commits to, where that is another envelope. */
  readonly committed?: DsseEnvelope;
  readonly callerKey?: object | null;
  readonly said?: object;
  readonly state?: "open" | "erased";
}

/** What the check comes to: whether it holds, and why not. */
async function checked({ envelope = WHOLE, committed = envelope, callerKey = KEY, said = {}, state = "open" }: Told) {
  const { event } = await shownEvidence();
  const part = { name: "dsse", key: "project:sample", sha256: Digest.parse("0".repeat(64)), bytes: 1, state };
  const shown = { ...event, payloads: [{ ...part, content: envelope }], callerKey };
  const note = {
    event_id: "e1",
    action: "record",
    project: "sample",
    at: AT,
    recorded_at: AT,
    actor: { type: "service", account: "p1:x" },
    subject: { type: "model", id: "churn" },
    signed: { key: Digest.parse(key.keyid), dsse_sha256: sha256(envelopeText(committed)) },
    ...said,
  };
  const [check] = checkCaller(Object.assign(shown), Object.assign(note), verifyEd25519);
  return check && [check.holds, check.more ?? ""];
}

test("a caller's signature over the event that the note tells holds", async () => {
  expect(await checked({})).toEqual([true, ""]);
  expect(await checked({ said: { signed: undefined } })).toBeUndefined();
});

test("what was erased or is not for the reader is not called checked", async () => {
  expect((await checked({ state: "erased" }))?.[0]).toBeNull();
});

test.each<[string, Told, RegExp]>([
  ["another envelope than the note commits to", { committed: signed({ ...EVENT, event_id: "e2" }) }, /commits to/],
  [
    "the signature of another key",
    { envelope: signed(EVENT, EVENT_TYPE, { ...testKey(), keyid: key.keyid }) },
    /does not match/,
  ],
  ["a statement of another kind", { envelope: signed(EVENT, KEY_TYPE) }, /another event/],
  ["a good signature over another event", { envelope: signed({ ...EVENT, event_id: "e2" }) }, /another event/],
  [
    "a good signature over another subject",
    { envelope: signed({ ...EVENT, subject: { type: "model", id: "x" } }) },
    /another event/,
  ],
  ["a good signature for another project", { envelope: signed({ ...EVENT, project: "other" }) }, /another event/],
  ["a key that nobody registered", { callerKey: null }, /ever registered/],
  [
    "another public key under the name",
    { callerKey: { ...KEY, publicKey: publicKeyText(testKey().publicKey) } },
    /another one/,
  ],
  ["a key of another account", { callerKey: { ...KEY, account: "p1:y" } }, /another account/],
  [
    "a key that came later",
    { callerKey: { ...KEY, registered: { at: "2026-11-24T09:00:01.000Z", eventId: "r" } } },
    /not registered/,
  ],
  [
    "a key that had ended",
    { callerKey: { ...KEY, ended: { at: "2026-11-24T08:59:59.000Z", eventId: "r", by: "revocation" } } },
    /had ended/,
  ],
])("%s is told", async (_what, told, why) => {
  const [holds, more] = (await checked(told)) ?? [];
  expect(holds).toBe(false);
  expect(more).toMatch(why);
});

test("a key that was revoked later leaves what it signed before valid", async () => {
  const ended = { at: "2026-11-24T09:00:05.000Z", eventId: "r", by: "revocation" };
  expect(await checked({ callerKey: { ...KEY, ended } })).toEqual([true, ""]);
});
