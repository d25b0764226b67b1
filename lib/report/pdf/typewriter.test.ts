import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import PDFDocument from "pdfkit";
import { expect, test } from "vitest";
import { wordsIn } from "../pdf-tools.testing";
import { FONTS } from "./fonts";
import { Typewriter } from "./typewriter";

const LETTERS = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");
/** Pairs that fonts draw as one where they have a form for it. */
const LINES = ["plain", LETTERS, "office fflink fi fl -> != === <= |> 0x1F", "Zoë 漢字 ﷺ é", "plain again"];

type Write = (doc: PDFKit.PDFDocument, line: string, at: number) => void;

/** What a reader finds on a page, and where. */
async function found(write: (doc: PDFKit.PDFDocument) => Write): Promise<string> {
  const doc = new PDFDocument({ font: FONTS.mono, info: { CreationDate: new Date(0) } });
  const bytes = buffer(doc);
  doc.fontSize(6.5);
  const line = write(doc);
  for (const [at, text] of LINES.entries()) {
    line(doc, text, 100 + at * 10);
  }
  doc.end();
  const file = join(mkdtempSync(join(tmpdir(), "pedigree-typewriter-")), "page.pdf");
  writeFileSync(file, await bytes);
  return wordsIn(file);
}

test("what it writes stands where pdfkit would write it, letter by letter", async () => {
  const ours = await found((doc) => {
    const typewriter = new Typewriter(doc);
    return (_, text, at) => typewriter.line(text, 54, at);
  });
  const pdfkits = await found(() => (doc, text, at) => doc.text(text, 54, at, { lineBreak: false }));
  expect(ours).toContain("fflink");
  expect(ours).toBe(pdfkits);
});
