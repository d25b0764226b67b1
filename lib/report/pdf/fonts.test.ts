import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import PDFDocument from "pdfkit";
import { expect, test } from "vitest";
import { textOf } from "../pdf-tools.testing";
import { drawn, FONTS } from "./fonts";
import { Paper } from "./paper";

const HEBREW = "\u05d0\u05d1";
const ARABIC = "\u0646\u0645";

test("an id in letters from right to left stands in tables, ledgers, titles and feet as its letters follow each other", async () => {
  const room = mkdtempSync(join(tmpdir(), "pedigree-fonts-"));
  try {
    const paper = new Paper(`${HEBREW}-12:v3`, new Date(0));
    paper.section("Ids");
    paper.table([{ head: "Id", share: 1 }], [[`${HEBREW}-45:v6`], [`7:8${ARABIC}9`]], "");
    await paper.ledger([{ head: "Id", chars: 40 }], [[`${ARABIC}-10:v11`]], "");
    writeFileSync(join(room, "ids.pdf"), await paper.finished());
    const text = await textOf(join(room, "ids.pdf"));
    expect(text.split("\\u{5d0}\\u{5d1}-12:v3")).toHaveLength(3);
    for (const id of ["\\u{5d0}\\u{5d1}-45:v6", "7:8\\u{646}\\u{645}9", "\\u{646}\\u{645}-10:v11"]) {
      expect(text).toContain(id);
    }
  } finally {
    rmSync(room, { recursive: true });
  }
});

test("what is drawn holds no letter and no mark that turns others around, and other letters as they are", () => {
  const doc = new PDFDocument();
  const turning =
    /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}|\p{Script=Adlam}|\p{Bidi_Control}/u;
  const blocks = [0x590, 0x600, 0x700, 0x2000, 0x2060, 0xfb00, 0xfe70, 0x10800, 0x1e900];
  const letter = fc
    .constantFrom(...blocks)
    .chain((block) => fc.nat(0x7f).map((at) => String.fromCodePoint(block + at)));
  fc.assert(
    fc.property(fc.array(fc.oneof(letter, fc.string({ unit: "grapheme" }))), (letters) => {
      const shown = drawn(doc, letters.join(""), FONTS.body);
      expect(shown).not.toMatch(turning);
    }),
  );
  expect(drawn(doc, "churn:é-Ж-Ω 12", FONTS.body)).toBe("churn:é-Ж-Ω 12");
});
