import { bytesToHex } from "@noble/hashes/utils.js";
import { strToU8 } from "fflate";
import { z } from "zod";
import type { TrustText } from "./bundle";
import type { Checkpoint } from "./checkpoint";
import { README, VERIFY } from "./dossier-texts";
import { base64 } from "./hash";
import { sha256 } from "./sha256";
import { pack } from "./zip";

/** The list of contents: what the evidence is about, and the digest of each of its files. */
export const CONTENTS = "contents.json";
/** The recorder's signed note over the digest of the list of contents. */
export const SEAL = "contents.note";

const Shown = z.string().regex(/^[^\p{C}]*$/u, "holds characters that a terminal must not be shown");

/** What a dossier is about: an artifact of a project. */
const DossierSubject = z.strictObject({ project: Shown, type: Shown, id: Shown });
export type DossierSubject = z.infer<typeof DossierSubject>;

/** What the list of contents says. */
export const Contents = z.strictObject({
  format: z.literal("pedigree-dossier/v1"),
  about: DossierSubject,
  log: z.strictObject({ origin: z.string(), size: z.int().nonnegative(), root: z.string() }),
  files: z.record(z.string(), z.string()),
});
export type Contents = z.infer<typeof Contents>;

/** An event with its place in the log. */
export interface DossierEntry {
  readonly index: number;
  /** The exact signed note. */
  readonly note: string;
  /** The C2SP tlog-proof, with the dossier's checkpoint. */
  readonly proof: string;
}

/** What the evidence of a dossier is made of. */
export interface DossierEvidence {
  readonly about: DossierSubject;
  /** The signed checkpoint as of which it speaks, and the tree that it states. */
  readonly checkpoint: string;
  readonly tree: Checkpoint;
  readonly trust: TrustText;
  readonly entries: readonly DossierEntry[];
  /** Documents in other formats, by the name of their file. */
  readonly documents: Readonly<Record<string, string>>;
}

/** The SHA-256 of a file, as the list of contents names it. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${bytesToHex(sha256(bytes))}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Signs a line of text as the recorder: the whole signed note. */
export type SignLine = (line: string) => Promise<string>;

/** What the recorder puts its name to: exactly these files were handed over, no more and no fewer. No event looks like it. */
export function sealLine(contents: Uint8Array): string {
  return `pedigree-dossier/v1 ${digestOf(contents)}`;
}

/** Packs evidence into a zip; the same evidence gives the same bytes. */
export async function packDossier(evidence: DossierEvidence, sign: SignLine): Promise<Uint8Array> {
  const { about, checkpoint, tree, trust, entries, documents } = evidence;
  const texts = new Map<string, string>([
    ["README.txt", README],
    ["VERIFY.txt", VERIFY],
    ["checkpoint", checkpoint],
    ["trust.json", json(trust)],
    ...Object.entries(documents),
    ...entries.flatMap(({ index, note, proof }): [string, string][] => [
      [`events/${index}.note`, note],
      [`events/${index}.tlog-proof`, proof],
    ]),
  ]);
  const files = new Map([...texts].map(([name, text]) => [name, strToU8(text)]));
  const contents: Contents = {
    format: "pedigree-dossier/v1",
    about,
    log: { origin: tree.origin, size: tree.size, root: base64(tree.root) },
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, digestOf(bytes)])),
  };
  const list = strToU8(json(contents));
  return pack(new Map([...files, [CONTENTS, list], [SEAL, strToU8(await sign(sealLine(list)))]]));
}
