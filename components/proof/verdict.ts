import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { inViewersZone } from "@/components/ui/moment-text";
import type { Envelope } from "@/graph-schema/envelope";
import { amount } from "@/lib/contract/amount";
import { openCheckpoint, statedTree } from "@/lib/tlog/checkpoint";
import { base64, isSame, leafHash } from "@/lib/tlog/hash";
import {
  openWith,
  parseNote,
  parseVkey,
  parseVkeys,
  type VerifierKey,
  type VerifyEd25519,
  vkeyText,
} from "@/lib/tlog/note";
import { parseProof, proveEntry } from "@/lib/tlog/proof";
import { checkCaller } from "./caller";
import {
  type Check,
  type Evidence,
  type Figures,
  type Introduced,
  invalid,
  type Pin,
  unverifiable,
  type Verdict,
} from "./evidence";
import type { Tree } from "./growth";
import { judgeParts } from "./parts";
import { checkArtifact, checkEvent, envelopeIn } from "./said";

function isBy(note: string, keys: readonly VerifierKey[]): boolean {
  const lines = parseNote(note)?.signatures ?? [];
  return lines.some((line) => keys.some(({ name, id }) => name === line.name && isSame(id, line.id)));
}

interface Stage {
  readonly checks: readonly Check[];
  readonly figures: Figures;
}

const fails = (what: string, more: string): Check => ({ what, holds: false, more });

/** Did a pinned key of the recorder sign the note, and is it the note of this event? */
function judgeNote({ reply }: Evidence, pin: Pin, verify: VerifyEd25519): Stage & { said?: Partial<Envelope> } {
  const what = "The recorder signed the note";
  const keys = parseVkeys(pin.events);
  const opened = openWith(reply.note, keys, verify);
  if (!opened.valid) {
    const foreign = `It is signed by another recorder’s key than the one pinned on ${inViewersZone(pin.at)}.`;
    const isForeign = parseNote(reply.note) !== undefined && !isBy(reply.note, keys);
    return { checks: [fails(what, isForeign ? foreign : `The note does not hold: ${opened.why}.`)], figures: {} };
  }
  const [recorder] = opened.by;
  const figures = {
    digest: `sha256:${bytesToHex(sha256(utf8ToBytes(opened.text)))}`,
    leaf: base64(leafHash(utf8ToBytes(reply.note))),
    ...(recorder ? { recorder: vkeyText(recorder) } : {}),
  };
  const signed = { what, holds: true };
  const said = envelopeIn(opened.text);
  return said?.id === reply.eventId
    ? { checks: [signed], figures, said }
    : { checks: [signed, fails("The note is that of this event", "The note is that of another event.")], figures };
}

function checkShown(
  { reply, event, artifact }: Evidence,
  digest: string,
  said: Partial<Envelope>,
  verify: VerifyEd25519,
): Check[] {
  return [
    ...(event ? [checkEvent(event, reply.note, digest, said), ...checkCaller(event, said, verify)] : []),
    ...(artifact ? [checkArtifact(artifact, said)] : []),
  ];
}

/** Opens a signed checkpoint with the pinned keys. */
function judgeTree(note: string, pin: Pin, verify: VerifyEd25519): Stage {
  const what = "The log signed the checkpoint";
  const logKeys = parseVkeys(pin.log);
  const opened = openCheckpoint(note, { origin: pin.origin, logKeys }, verify);
  if (opened.valid) {
    const { origin, size, root } = opened.checkpoint;
    const names = parseNote(note)?.signatures.map(({ name }) => name) ?? [];
    const by = logKeys.find((key) => isBy(note, [key]));
    const figures = {
      tree: { origin, size, root: base64(root), note },
      others: names.filter((name) => name !== origin),
      ...(by ? { logKey: vkeyText(by) } : {}),
    };
    return { checks: [{ what, holds: true }], figures };
  }
  const said = statedTree(note);
  const since = `the one pinned on ${inViewersZone(pin.at)}`;
  if (said && said.origin !== pin.origin) {
    const more = `It is a checkpoint of another log, ${said.origin}, than ${since}, ${pin.origin}.`;
    return { checks: [fails(what, more)], figures: {} };
  }
  const more =
    said && !isBy(note, logKeys) ? `Another log key than ${since}.` : `The checkpoint does not hold: ${opened.why}.`;
  return { checks: [fails(what, more)], figures: {} };
}

/** Is the note, byte for byte, the entry of the log that the server says it is? */
function judgePlace({ reply }: Evidence, proofText: string, pin: Pin, verify: VerifyEd25519): Stage {
  const what = "The note is an entry of that log";
  const proof = parseProof(proofText);
  if (!proof) {
    return { checks: [fails(what, "The proof is malformed.")], figures: {} };
  }
  const { checks, figures } = judgeTree(proof.checkpoint, pin, verify);
  if (!figures.tree) {
    return { checks, figures };
  }
  if (proof.index !== reply.index) {
    return { checks: [...checks, fails(what, "The proof is of another place in the log.")], figures };
  }
  const trust = { origin: pin.origin, logKeys: parseVkeys(pin.log) };
  const proven = proveEntry(utf8ToBytes(reply.note), proofText, trust, verify);
  const check = proven.valid
    ? { what, holds: true }
    : fails(what, `The note is not the log’s entry ${amount(proof.index)}: ${proven.why}.`);
  return { checks: [...checks, check], figures: { ...figures, index: proof.index } };
}

/** Is the published checkpoint signed by a pinned key, and does it say what the page shows of it? */
export function judgeCheckpoint(note: string, shown: Tree, pin: Pin, verify: VerifyEd25519): Verdict {
  const { checks, figures } = judgeTree(note, pin, verify);
  const { tree } = figures;
  if (!tree) {
    return invalid(checks, figures);
  }
  const what = "It says what this page shows";
  if (tree.size !== shown.size || tree.root !== shown.root) {
    return invalid([...checks, fails(what, "The checkpoint says another size or root than is shown here.")], figures);
  }
  const why = `A pinned key of the log signed the root of ${amount(tree.size)} entries.`;
  return { name: "valid", why, checks: [...checks, { what, holds: true }], figures };
}

/** A key of the log or of its recorder that a proven event brings in, and which was not trusted before. */
function introducedBy(said: Partial<Envelope>, pin: Pin): Introduced | undefined {
  const { use, step, vkey } = said.facts ?? {};
  const isRotation = said.action === "rotate_key" && said.origin === "acted" && said.outcome === "done";
  if (!isRotation || step === "retire" || (use !== "events" && use !== "log") || typeof vkey !== "string") {
    return undefined;
  }
  const name = parseVkey(vkey)?.name;
  const isOfThisLog = name === (use === "log" ? pin.origin : `${pin.origin}/events`);
  return isOfThisLog && !pin[use].includes(vkey) ? { use, vkey } : undefined;
}

/**
 * What the server's answer shows of an event with the keys that this browser trusts. Pure: it sees no network, no clock.
 * Anything that differs makes it invalid, and the first check that fails says why.
 */
export function judge(evidence: Evidence, pin: Pin, verify: VerifyEd25519): Verdict {
  const { reply } = evidence;
  const { said, ...note } = judgeNote(evidence, pin, verify);
  const shown = said ? checkShown(evidence, note.figures.digest ?? "", said, verify) : [];
  const before = [...note.checks, ...shown];
  if (!said || before.some(({ holds }) => holds === false)) {
    return invalid(before, note.figures);
  }
  if (reply.proof === null) {
    const where = reply.index === null ? "its place in the log" : "a signed checkpoint that speaks of it";
    return unverifiable(
      `Pending: the recorder signed it, and it waits for ${where}. That takes about a second.`,
      before,
      note.figures,
    );
  }
  const place = judgePlace(evidence, reply.proof, pin, verify);
  const checks = [...before, ...place.checks];
  const figures = { ...note.figures, ...place.figures };
  if (checks.some(({ holds }) => holds === false)) {
    return invalid(checks, figures);
  }
  const introduces = introducedBy(said, pin);
  const size = amount(figures.tree?.size ?? 0);
  const why = `The recorder signed it, and it is entry ${amount(figures.index ?? 0)} of the ${size} that the log’s checkpoint signs.`;
  return {
    ...judgeParts(evidence.event?.payloads ?? [], { name: "valid", why, checks, figures }),
    ...(introduces ? { introduces } : {}),
  };
}
