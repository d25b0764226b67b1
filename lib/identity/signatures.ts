import { z } from "zod";
import { instant } from "@/graph-schema/values";
import { read, write } from "@/lib/graph/session";
import { verifyEd25519 } from "@/lib/keys/note";
import type { Fault } from "@/lib/ledger/interpret";
import type { Sent } from "@/lib/ledger/prepare";
import { isSignedBy } from "@/lib/tlog/dsse";
import { fromBase64 } from "@/lib/tlog/hash";
import type { Caller } from "./caller";
import { CALLER_KEYS_BY_ID, TOUCH_CALLER_KEYS } from "./caller-key-queries";
import { reasonsOutdated } from "./current";
import { CALLER_KEY, type CallerKeyRow, opened, RawRow } from "./rows";

/** Codes that mean: this is not shown to come from who sent it. */
export const SIGNATURE_FAULTS: ReadonlySet<string> = new Set([
  "signature_missing",
  "signature_wrong",
  "key_unknown",
  "key_revoked",
  "key_rotated",
  "key_ended_meanwhile",
  "row_mac_invalid",
  "row_outdated",
]);

const HOUR_MS = 3_600_000;
const KEY = "/signatures/0/keyid";

/** What stands in the database for a key: a row of ours, one that somebody else wrote, or an older one put back. */
export type KeyState = CallerKeyRow | "forged" | "outdated";

function fault(code: string, pointer: string, params: Fault["params"] = {}): Fault[] {
  return [{ pointer, code, params }];
}

function faultsOfKey(key: KeyState | undefined): Fault[] {
  if (key === undefined) {
    return fault("key_unknown", KEY);
  }
  if (key === "forged") {
    return fault("row_mac_invalid", KEY, { row: "key" });
  }
  if (key === "outdated") {
    return fault("row_outdated", KEY, { row: "key" });
  }
  if (key.endedAt === undefined) {
    return [];
  }
  return key.endedBy === "rotation"
    ? fault("key_rotated", KEY, { at: key.endedAt })
    : fault("key_revoked", KEY, { at: key.endedAt });
}

/** What is wrong with the signature of an event, given the account's keys by name. Pure. */
export function faultsOfSignature(
  { envelope, wire }: Sent,
  keys: ReadonlyMap<string, KeyState>,
  signedOnly: boolean,
): Fault[] {
  const [signature] = envelope?.signatures ?? [];
  if (!envelope || !signature) {
    return signedOnly ? fault("signature_missing", "") : [];
  }
  const key = keys.get(signature.keyid);
  const wrong = faultsOfKey(key);
  if (typeof key !== "object" || wrong.length > 0) {
    return wrong;
  }
  const publicKey = fromBase64(key.publicKey);
  if (!publicKey || !isSignedBy(envelope, { keyid: key.id, publicKey }, verifyEd25519)) {
    return fault("signature_wrong", "/signatures/0/sig");
  }
  return wire.project === undefined ? fault("project_not_signed", "/payload/project") : [];
}

async function stateOf(raw: RawRow): Promise<KeyState> {
  const row = await opened(CALLER_KEY, raw);
  if (row === "forged") {
    return "forged";
  }
  return (await reasonsOutdated({ callerKey: row })).length > 0 ? "outdated" : row;
}

/**
 * The caller's keys of these names. Not remembered: a revoked key signs nothing from the next request on. One that was
 * revoked between the two reads looks like an older row; a second look, after what is kept outside, sees its end.
 */
async function keysOf(accountId: string, ids: readonly string[]): Promise<Map<string, KeyState>> {
  const states = await lookUp(accountId, ids);
  return [...states.values()].includes("outdated") ? lookUp(accountId, ids) : states;
}

async function lookUp(accountId: string, ids: readonly string[]): Promise<Map<string, KeyState>> {
  const rows = await read((tx) => tx.rows(CALLER_KEYS_BY_ID, { accountId, ids }, z.object({ key: RawRow })));
  const states = await Promise.all(rows.map(async ({ key }) => [String(key.id), await stateOf(key)] as const));
  return new Map(states);
}

/** The last use is told to the hour, as that of tokens. */
async function touch(keys: readonly KeyState[], now: number): Promise<void> {
  const idle = keys.flatMap((key) => {
    const isIdle = typeof key === "object" && now >= Date.parse(key.lastUsedAt ?? "1970-01-01") + HOUR_MS;
    return isIdle ? [key.id] : [];
  });
  if (idle.length > 0) {
    await write((tx) => tx.run(TOUCH_CALLER_KEYS, { ids: idle, now: instant(now) }));
  }
}

/** Says of each event which of the caller's keys signed it, or what is wrong with that. */
export async function checkSignatures(caller: Caller, sent: readonly Sent[], now: number): Promise<Sent[]> {
  const ids = [...new Set(sent.flatMap(({ envelope }) => envelope?.signatures.map(({ keyid }) => keyid) ?? []))];
  const keys = ids.length > 0 ? await keysOf(caller.accountId, ids) : new Map<string, KeyState>();
  const used = new Set<KeyState>();
  const checked = sent.map((each): Sent => {
    const faults = faultsOfSignature(each, keys, caller.signedOnly);
    const key = keys.get(each.envelope?.signatures[0]?.keyid ?? "");
    if (faults.length > 0 || typeof key !== "object") {
      return { ...each, faults };
    }
    used.add(key);
    return { ...each, key: key.id };
  });
  await touch([...used], now);
  return checked;
}
