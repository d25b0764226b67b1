import { base64, type Hash, hashOf } from "./hash";
import { type Opened, openWith, parseNote, type VerifierKey, type VerifyEd25519 } from "./note";

/** The tree that a checkpoint speaks of. */
export interface Checkpoint {
  /** The log's identity, which is also the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** The text that is signed (C2SP tlog-checkpoint): origin, size, root, each on a line of its own. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64(root)}\n`;
}

const SIZE = /^(?:0|[1-9]\d{0,15})$/;

/** The checkpoint that a note's text states; undefined when it states none. Extension lines are allowed. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const lines = text.split("\n");
  const [origin = "", size = "", encoded = ""] = lines;
  const root = hashOf(encoded);
  const isComplete = lines.length >= 4 && lines.at(-1) === "" && lines.slice(0, -1).every((line) => line !== "");
  return isComplete && SIZE.test(size) && Number.isSafeInteger(Number(size)) && root
    ? { origin, size: Number(size), root }
    : undefined;
}

/** The tree that a signed checkpoint states; undefined when it states none. Its signatures are not checked here. */
export function statedTree(note: string): Checkpoint | undefined {
  const text = parseNote(note)?.text;
  return text === undefined ? undefined : parseCheckpoint(text);
}

/** Whom a reader trusts: the log by its keys, and witnesses by theirs. Pinned, never taken from what is being checked. */
export interface Trust {
  readonly origin: string;
  readonly logKeys: readonly VerifierKey[];
  readonly witnessKeys?: readonly VerifierKey[];
}

/** A checkpoint that was opened: the tree, and which witnesses cosigned it. */
export type OpenedCheckpoint =
  | { readonly valid: true; readonly checkpoint: Checkpoint; readonly witnesses: readonly VerifierKey[] }
  | Extract<Opened, { valid: false }>;

/** Opens the signed checkpoint `note`: signed by a key of the log, with the origin that was pinned. */
export function openCheckpoint(note: string, trust: Trust, verify: VerifyEd25519): OpenedCheckpoint {
  const witnessKeys = trust.witnessKeys ?? [];
  const opened = openWith(note, [...trust.logKeys, ...witnessKeys], verify);
  if (!opened.valid) {
    return opened;
  }
  if (!opened.by.some((key) => trust.logKeys.includes(key))) {
    return { valid: false, why: "the log itself did not sign it" };
  }
  const checkpoint = parseCheckpoint(opened.text);
  if (!checkpoint) {
    return { valid: false, why: "the text is no checkpoint" };
  }
  return checkpoint.origin === trust.origin
    ? { valid: true, checkpoint, witnesses: opened.by.filter((key) => witnessKeys.includes(key)) }
    : { valid: false, why: "it is a checkpoint of another log" };
}
