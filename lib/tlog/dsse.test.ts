import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { canonicalJson } from "@/lib/hash";
import { verifyEd25519 } from "@/lib/keys/note";
import {
  DsseEnvelope,
  EVENT_TYPE,
  envelopeText,
  isSignedBy,
  payloadOf,
  preAuthentication,
  signedEnvelope,
} from "./dsse";
import { testKey } from "./dsse.testing";
import { BUILD_TIMEOUT_MS, builtJudge } from "./judge.testing";
import { answersTo } from "./questions.testing";

const [key, other] = [testKey(), testKey()];
const bytes = fc.uint8Array({ maxLength: 300 });
const types = fc.oneof(fc.constant(EVENT_TYPE), fc.string({ unit: "grapheme", maxLength: 40 }));
const holds = (envelope: DsseEnvelope, by = key) => isSignedBy(envelope, by, verifyEd25519);

beforeAll(async () => {
  await builtJudge();
}, BUILD_TIMEOUT_MS);

test("the encoding that is signed is that of the specification's example", () => {
  const text = new TextDecoder().decode(preAuthentication("http://example.com/HelloWorld", Buffer.from("hello world")));
  expect(text).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
});

test("no two pairs of type and payload are encoded alike", () => {
  fc.assert(
    fc.property(types, bytes, types, bytes, (typeA, a, typeB, b) => {
      fc.pre(typeA !== typeB || Buffer.compare(a, b) !== 0);
      expect(Buffer.compare(preAuthentication(typeA, a), preAuthentication(typeB, b))).not.toBe(0);
    }),
  );
});

test("what was signed verifies under the signer's key and no other, and says what was signed", () => {
  fc.assert(
    fc.property(types, bytes, (type, payload) => {
      const envelope = signedEnvelope(type, payload, [key]);
      expect(holds(envelope)).toBe(true);
      expect(holds(envelope, other)).toBe(false);
      expect(holds(envelope, { ...other, keyid: key.keyid })).toBe(false);
      expect(Buffer.from(payloadOf(envelope) ?? [])).toEqual(Buffer.from(payload));
    }),
  );
});

test("the text of an envelope is its RFC 8785 form, whatever the order of its members", () => {
  fc.assert(
    fc.property(types, bytes, (type, payload) => {
      const { signatures, payloadType, payload: text } = signedEnvelope(type, payload, [key, other]);
      const turned = DsseEnvelope.parse({ signatures, payloadType, payload: text });
      expect(envelopeText(turned)).toBe(canonicalJson(turned));
    }),
  );
});

const spoils = fc.constantFrom("nothing", "payload", "type", "sig", "keyid", "url", "other", "two", "pad");

/** A signed envelope, whole or with one thing wrong. */
function spoilt(envelope: DsseEnvelope, how: string, at: number): DsseEnvelope {
  const [first = { keyid: "", sig: "" }] = envelope.signatures;
  const flip = (text: string) => {
    const raw = Buffer.from(text, "base64");
    const place = at % Math.max(1, raw.length);
    raw[place] = (raw[place] ?? 0) ^ (1 << (at % 8));
    return raw.toString("base64");
  };
  const url = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");
  const stranger = { keyid: "a", sig: flip(first.sig) };
  const changes: Record<string, Partial<DsseEnvelope>> = {
    payload: { payload: flip(envelope.payload) },
    type: { payloadType: `${envelope.payloadType} ` },
    sig: { signatures: [{ ...first, sig: flip(first.sig) }] },
    keyid: { signatures: [{ ...first, keyid: other.keyid }] },
    url: { payload: url(envelope.payload), signatures: [{ ...first, sig: url(first.sig) }] },
    other: {
      signatures: [
        { keyid: first.keyid, sig: signedEnvelope("x", Buffer.from("y"), [other]).signatures[0]?.sig ?? "" },
      ],
    },
    two: { signatures: [stranger, { ...first, sig: flip(first.sig) }, first] },
    pad: { signatures: [{ ...first, sig: first.sig.replace(/=+$/, "") }] },
  };
  return { ...envelope, ...changes[how] };
}

test("our verdict on envelopes, whole and spoilt ones, is that of go-securesystemslib", async () => {
  const cases = fc.sample(fc.record({ payload: bytes, type: types, how: spoils, at: fc.nat() }), 1_500);
  const asked = cases.map(({ payload, type, how, at }) => {
    const envelope = spoilt(signedEnvelope(type, payload, [key]), how, at);
    const question = {
      kind: "dsse",
      note: envelopeText(envelope),
      vkey: key.keyid,
      bytes: Buffer.from(key.publicKey).toString("base64"),
    };
    return { question, ours: holds(envelope) };
  });
  const answers = await answersTo(asked);
  expect(asked.filter(({ ours }, index) => ours !== answers[index])).toEqual([]);
  const yes = answers.filter((answer) => answer).length;
  expect(Math.min(yes, answers.length - yes)).toBeGreaterThan(asked.length / 8);
});
