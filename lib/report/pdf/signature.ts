import { createHash } from "node:crypto";
import { Revision } from "./revision";

/** A number in the list of signed ranges, as wide as any can be: it is known when everything else is written. */
const WIDTH = 10;
const UNKNOWN = "#".repeat(WIDTH);
const RANGES = new RegExp(`\\[0 ${UNKNOWN} ${UNKNOWN} ${UNKNOWN}\\]`);
const ID_BYTES = 16;

const TOOLTIP = "Signature of the installation that made this document";

/** A document with an empty place for its signature. */
export interface Unsigned {
  readonly bytes: Buffer;
  /** Where the signature's hex digits stand, and how many there are. */
  readonly place: number;
  readonly digits: number;
}

/** The number of the object that is referred to. */
function referred(text: string, entry: string): number {
  const [, number] = new RegExp(`/${entry} \\[?(\\d+) 0 R`).exec(text) ?? [];
  return Number(number);
}

/** When it is signed, as a PDF writes it. */
function date(at: Date): string {
  return `D:${at.toISOString().slice(0, 19).replaceAll(/[-T:]/g, "")}Z`;
}

/** The field of the signature: to be seen nowhere, and named and tagged for those who read by ear (ISO 14289-1, 7.18). */
function addField(revision: Revision, signature: number): void {
  const catalog = referred(`/Root ${revision.trailer("Root")}`, "Root");
  const page = referred(revision.object(referred(revision.object(catalog), "Pages")), "Kids");
  const tree = referred(revision.object(catalog), "StructTreeRoot");
  const root = referred(revision.object(tree), "K");
  const [, key] = /\/ParentTreeNextKey (\d+)/.exec(revision.object(tree)) ?? [];
  const field = revision.add(
    `<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (Signature)\n/TU (${TOOLTIP})\n/F 132\n/Rect [0 0 0 0]\n/P ${page} 0 R\n/V ${signature} 0 R\n/StructParent ${key}\n>>`,
  );
  const tagged = revision.add(
    `<<\n/Type /StructElem\n/S /Form\n/P ${root} 0 R\n/Pg ${page} 0 R\n/K [<< /Type /OBJR /Obj ${field} 0 R /Pg ${page} 0 R >>]\n>>`,
  );
  const annotations = revision.object(page).includes("/Annots [");
  revision.change(
    page,
    annotations ? /\/Annots \[/ : /^<<\n/,
    annotations ? `/Annots [${field} 0 R ` : `<<\n/Annots [${field} 0 R]\n`,
  );
  revision.change(root, /\/K \[([^[\]]*)\]/, `/K [$1 ${tagged} 0 R]`);
  revision.change(tree, /(\n *)\](\n>>\n\/ParentTreeNextKey )\d+/, `$1  ${key} ${tagged} 0 R$1]$2${Number(key) + 1}`);
  revision.change(tree, /\/Limits \[(\d+) \d+\]/, `/Limits [$1 ${key}]`);
  revision.change(catalog, /^<<\n/, `<<\n/AcroForm << /Fields [${field} 0 R] /SigFlags 3 >>\n`);
}

/**
 * Adds to a document the place for a signature of at most `room` bytes (PAdES: ETSI.CAdES.detached), as an incremental update: the
 * document without its signature is the beginning of the signed one, byte for byte.
 */
export function unsigned(pdf: Uint8Array, at: Date, room: number): Unsigned {
  const revision = new Revision(pdf);
  const digits = 2 * room;
  const signature = revision.add(
    `<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange [0 ${UNKNOWN} ${UNKNOWN} ${UNKNOWN}]\n/Contents <${"0".repeat(digits)}>\n/M (${date(at)})\n>>`,
  );
  addField(revision, signature);
  const id = createHash("sha256")
    .update(pdf)
    .digest("hex")
    .slice(0, 2 * ID_BYTES);
  const bytes = revision.bytes(id);
  const place = bytes.indexOf("/Contents <0000", pdf.length) + "/Contents <".length;
  const after = place + digits + 1;
  const ranges = [place - 1, after, bytes.length - after].map((each) => String(each).padStart(WIDTH, "0"));
  const ranged = bytes.toString("latin1", pdf.length, place).replace(RANGES, `[0 ${ranges.join(" ")}]`);
  bytes.write(ranged, pdf.length, "latin1");
  return { bytes, place, digits };
}

/** What is signed: all but the signature, with the brackets around it. */
export function signedParts({ bytes, place, digits }: Unsigned): [Buffer, Buffer] {
  return [bytes.subarray(0, place - 1), bytes.subarray(place + digits + 1)];
}

/** The document with its signature. */
export function withSignature({ bytes, place, digits }: Unsigned, signature: Uint8Array): Buffer {
  const hex = Buffer.from(signature).toString("hex");
  if (hex.length > digits) {
    throw new Error(`the signature has ${signature.length} bytes, for which no room was made`);
  }
  const signed = Buffer.from(bytes);
  signed.write(hex, place, "latin1");
  return signed;
}
