import { promisify } from "node:util";
import { deflate } from "node:zlib";

/** A file that is kept inside of a document: a zip, compressed once more because its own files are not. */
export interface Attached {
  readonly name: string;
  readonly description: string;
  /** How many bytes it has. */
  readonly size: number;
  /** Its bytes as zlib compresses them (RFC 1950). */
  readonly deflated: Uint8Array;
}

/** Compresses bytes beside everything else that is done; pdfkit would let all others wait for it, and for an MD5 in JavaScript. */
export const deflated: (bytes: Uint8Array) => Promise<Uint8Array> = promisify<Uint8Array, Uint8Array>(deflate);

/** Keeps a file inside of the document as its data (ISO 32000-1, 7.11.4; PDF/A-3's associated files). */
export function attach(doc: PDFKit.PDFDocument, dated: Date, { name, description, size, deflated: bytes }: Attached) {
  const file = doc.ref({
    Type: "EmbeddedFile",
    Subtype: "application#2Fzip",
    Filter: "FlateDecode",
    Params: { CreationDate: dated, ModDate: dated, Size: size },
  });
  file.end(bytes);
  // What pdfkit writes as a text is a String object; a plain string is a name.
  const text = (plain: string) => Object(plain);
  const spec = doc.ref({
    Type: "Filespec",
    AFRelationship: "Data",
    F: text(name),
    UF: text(name),
    EF: { F: file },
    Desc: text(description),
  });
  spec.end(undefined);
  doc.addNamedEmbeddedFile(name, spec);
  const { data } = (doc as unknown as { _root: { data: Record<string, unknown> } })._root;
  data.AF = [spec];
}
