import { expect, test } from "vitest";
import { Digest, instant } from "@/graph-schema/values";
import { WireEvent } from "@/graph-schema/wire";
import type { Sent } from "@/lib/ledger/prepare";
import { EVENT_TYPE, signedEnvelope } from "@/lib/tlog/dsse";
import { type TestKey, testKey } from "@/lib/tlog/dsse.testing";
import { publicKeyText } from "@/lib/tlog/public-key";
import { faultsOfSignature, type KeyState } from "./signatures";

const key = testKey();
const EVENT = {
  event_id: "e",
  action: "record",
  timestamp: "2026-11-24T09:00:00Z",
  project: "p",
  subject: { type: "run", id: "R" },
};

function row(of: TestKey, more: object = {}): KeyState {
  const id = Digest.parse(of.keyid);
  return { id, accountId: "a", publicKey: publicKeyText(of.publicKey), registeredAt: instant(0), ...more };
}

function sent(by: TestKey | null, event: object = EVENT): Sent {
  const envelope = by ? signedEnvelope(EVENT_TYPE, Buffer.from(JSON.stringify(event)), [by]) : undefined;
  return { raw: { ...event }, wire: WireEvent.parse(event), ...(envelope ? { envelope } : {}) };
}

const codes = (...asked: Parameters<typeof faultsOfSignature>) => faultsOfSignature(...asked).map(({ code }) => code);
const has = (state: KeyState) => new Map([[key.keyid, state]]);

test("only a genuine key that has not ended speaks for its account, and only for what it signed", () => {
  expect(codes(sent(key), has(row(key)), true)).toEqual([]);
  expect(codes(sent(key), new Map(), true)).toEqual(["key_unknown"]);
  expect(codes(sent(key), has("forged"), true)).toEqual(["row_mac_invalid"]);
  expect(codes(sent(key), has("outdated"), true)).toEqual(["row_outdated"]);
  const ended = (endedBy: string) => has(row(key, { endedAt: instant(1), endedBy }));
  expect(codes(sent(key), ended("revocation"), true)).toEqual(["key_revoked"]);
  expect(codes(sent(key), ended("rotation"), true)).toEqual(["key_rotated"]);
  expect(codes(sent({ ...testKey(), keyid: key.keyid }), has(row(key)), true)).toEqual(["signature_wrong"]);
});

test("an unsigned event is refused where signed ones are demanded, and nowhere else", () => {
  expect(codes(sent(null), new Map(), false)).toEqual([]);
  expect(codes(sent(null), new Map(), true)).toEqual(["signature_missing"]);
});

test("a signature that names no project is for any, and so for none", () => {
  const { project: _, ...nowhere } = EVENT;
  expect(codes(sent(key, nowhere), has(row(key)), false)).toEqual(["project_not_signed"]);
});
