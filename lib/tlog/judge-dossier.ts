import { z } from "zod";
import { TrustText, trustOf } from "./bundle";
import { type Checkpoint, type OpenedCheckpoint, openCheckpoint } from "./checkpoint";
import { CONTENTS, Contents, type DossierSubject, digestOf, SEAL, sealLine } from "./dossier";
import { base64, isSame, leafHash } from "./hash";
import { openWith, parseVkeys, type VerifierKey, type VerifyEd25519 } from "./note";
import { parseProof } from "./proof";
import { verifyInclusion } from "./verify";
import { namesIn, pack, textOf, unzipAny } from "./zip";

/** A dossier's evidence holds so many bytes unpacked at most; a zip that claims more is not unpacked. */
const MAX_BYTES = 512 * 1024 * 1024;
const OWN = new Set([CONTENTS, SEAL, "README.txt", "VERIFY.txt", "checkpoint", "trust.json"]);
const STATEMENT = /^statement-(0|[1-9]\d{0,15})\.dsse\.json$/;
const NOTE = /^events\/(0|[1-9]\d{0,15})\.note$/;

type Files = ReadonlyMap<string, Uint8Array>;

/** Is this zip meant to be the evidence of a dossier? */
export function isDossier(zip: Uint8Array): boolean {
  return namesIn(zip).includes(CONTENTS);
}

/** What the evidence of a dossier shows; or why nothing. */
export type JudgedDossier =
  | {
      readonly valid: true;
      readonly about: DossierSubject;
      readonly checkpoint: Checkpoint;
      readonly witnesses: readonly VerifierKey[];
      /** How many events are proven, each by its own signature and its place in the log. */
      readonly events: number;
      /** Statements that callers signed themselves, each the one that its proven event commits to. Their signatures are not checked. */
      readonly statements: readonly string[];
      /** Files that were made from these events, which nothing here proves. */
      readonly documents: readonly string[];
    }
  | { readonly valid: false; readonly why: string };

function invalid(why: string): Extract<JudgedDossier, { valid: false }> {
  return { valid: false, why };
}

function fileText(files: Files, name: string): string {
  return textOf(files.get(name) ?? new Uint8Array()) ?? "";
}

function parsed<Shape extends z.ZodType>(files: Files, name: string, shape: Shape): z.infer<Shape> | undefined {
  try {
    return shape.safeParse(JSON.parse(fileText(files, name))).data;
  } catch {
    return undefined;
  }
}

function contentsOf(files: Files): Contents | undefined {
  return parsed(files, CONTENTS, Contents);
}

function ownTrust(files: Files): TrustText | undefined {
  return parsed(files, "trust.json", TrustText);
}

/** Why the files are not those that the list of contents names; undefined where they are. */
function otherFiles(files: Files, contents: Contents): string | undefined {
  const told = new Map(Object.entries(contents.files));
  const foreign = [...files.keys()].find((name) => name !== CONTENTS && name !== SEAL && !told.has(name));
  if (foreign !== undefined) {
    return `it holds ${foreign}, which its list of contents does not name`;
  }
  const changed = [...told].find(([name, digest]) => {
    const bytes = files.get(name);
    return !bytes || digestOf(bytes) !== digest;
  });
  return changed && `its file ${changed[0]} is not the one that its list of contents names`;
}

/** Bytes of a zip that belong to no file must be as we write them: one that differs was changed, whatever it means to readers. */
function otherZip(files: Files, zip: Uint8Array): string | undefined {
  return isSame(pack(files), zip) ? undefined : "it was packed again, or changed between its files";
}

/** Why the recorder did not sign the list of contents; undefined where it did. */
function otherSeal(files: Files, keys: readonly VerifierKey[], verify: VerifyEd25519): string | undefined {
  const opened = openWith(fileText(files, SEAL), keys, verify);
  if (!opened.valid) {
    return `its list of contents: ${opened.why}`;
  }
  const line = `${sealLine(files.get(CONTENTS) ?? new Uint8Array())}\n`;
  return opened.text === line ? undefined : "its list of contents is not the one that the recorder signed";
}

/** The checkpoint that was opened, and the keys of the recorder. */
interface Proven {
  readonly checkpoint: Checkpoint;
  readonly checkpointNote: string;
  readonly eventKeys: readonly VerifierKey[];
}

/** Why an event is not proven; undefined where it is. */
function whyNot(files: Files, name: string, proven: Proven, verify: VerifyEd25519): string | undefined {
  const index = Number(NOTE.exec(name)?.[1]);
  const note = files.get(name) ?? new Uint8Array();
  const opened = openWith(fileText(files, name), proven.eventKeys, verify);
  if (!opened.valid) {
    return `event ${index}: ${opened.why}`;
  }
  const proof = parseProof(fileText(files, name.replace(/note$/, "tlog-proof")));
  if (proof?.index !== index || proof.checkpoint !== proven.checkpointNote) {
    return `event ${index}: its proof is missing, malformed or of another place or checkpoint`;
  }
  const included = verifyInclusion(leafHash(note), index, proven.checkpoint, proof.hashes);
  return included.valid ? undefined : `event ${index}: ${included.why}`;
}

const Committing = z.looseObject({ signed: z.looseObject({ dsse_sha256: z.string() }) });

/** Why a statement is not the one that the event at its place commits to; undefined where it is. */
function otherStatement(files: Files, name: string): string | undefined {
  const index = STATEMENT.exec(name)?.[1] ?? "";
  const [line = ""] = fileText(files, `events/${index}.note`).split("\n");
  const committed = Committing.safeParse(line === "" ? undefined : JSON.parse(line)).data?.signed.dsse_sha256;
  return committed === digestOf(files.get(name) ?? new Uint8Array())
    ? undefined
    : `statement ${index}: it is not the one that event ${index} commits to`;
}

function sameTree({ log }: Contents, opened: OpenedCheckpoint): boolean {
  return (
    opened.valid &&
    log.origin === opened.checkpoint.origin &&
    log.size === opened.checkpoint.size &&
    log.root === base64(opened.checkpoint.root)
  );
}

/**
 * Checks a dossier's evidence with the keys that the reader pinned, or without any with those that it names itself, by which
 * it only holds together: the log signed the checkpoint, the recorder signed each
 * event, the log holds each where it is said to be, and the files are exactly those of the list that the recorder signed.
 */
export function judgeDossier(zip: Uint8Array, pinned: TrustText | undefined, verify: VerifyEd25519): JudgedDossier {
  const unzipped = unzipAny(zip, MAX_BYTES);
  if (!unzipped.valid) {
    return unzipped;
  }
  const { files } = unzipped;
  const contents = contentsOf(files);
  const why = contents ? (otherFiles(files, contents) ?? otherZip(files, zip)) : "it has no list of contents";
  if (!contents || why !== undefined) {
    return invalid(why ?? "");
  }
  const keys = pinned ?? ownTrust(files);
  if (!keys) {
    return invalid("its trust.json states no keys");
  }
  const checkpointNote = fileText(files, "checkpoint");
  const opened = openCheckpoint(checkpointNote, trustOf(keys), verify);
  if (!opened.valid || !sameTree(contents, opened)) {
    return invalid(`the checkpoint: ${opened.valid ? "it is not the one of the list of contents" : opened.why}`);
  }
  const { checkpoint, witnesses } = opened;
  const proven = { checkpoint, checkpointNote, eventKeys: parseVkeys(keys.events) };
  const unsealed = otherSeal(files, proven.eventKeys, verify);
  if (unsealed !== undefined) {
    return invalid(unsealed);
  }
  const notes = [...files.keys()].filter((name) => NOTE.test(name));
  const unproven = notes.map((name) => whyNot(files, name, proven, verify)).find((reason) => reason !== undefined);
  if (unproven !== undefined) {
    return invalid(unproven);
  }
  const others = [...files.keys()].filter((name) => !name.startsWith("events/") && !OWN.has(name));
  const statements = others.filter((name) => STATEMENT.test(name));
  const foreign = statements.map((name) => otherStatement(files, name)).find((reason) => reason !== undefined);
  if (foreign !== undefined) {
    return invalid(foreign);
  }
  const documents = others.filter((name) => !STATEMENT.test(name));
  return { valid: true, about: contents.about, checkpoint, witnesses, events: notes.length, statements, documents };
}
