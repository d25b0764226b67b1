import { setImmediate as othersTurn } from "node:timers/promises";
import { type LedgerColumn, ledgerLines } from "./columns";
import { drawn, FONTS } from "./fonts";
import { INK, MARGIN, MUTED, SIZES } from "./style";
import { Typewriter } from "./typewriter";

/** After so many lines others are let on. */
const ROWS_AT_ONCE = 200;
/** Space below an entry, and below all of them. */
const BETWEEN = 1.5;
const AFTER = 8;

/** Entries in columns, and the line of heads that stands above them. */
export interface Ledger {
  readonly section: PDFKit.PDFStructureElement;
  readonly columns: readonly LedgerColumn[];
  readonly heads: string;
  readonly rows: readonly (readonly string[])[];
}

/** The heads on the next page, as an artifact: whoever listens has heard them. */
function repeatHeads(doc: PDFKit.PDFDocument, heads: string): void {
  doc.markContent("Artifact", { type: "Pagination" });
  doc.font(FONTS.mono).fontSize(SIZES.ledger).fillColor(MUTED).text(heads, MARGIN, doc.y);
  doc.endMarkedContent();
  doc.y += 2;
}

/** Draws the entries as a list; on each page that they run over to the heads stand again. */
export async function drawLedger(doc: PDFKit.PDFDocument, { section, columns, heads, rows }: Ledger): Promise<void> {
  const list = doc.struct("L");
  section.add(list);
  doc.font(FONTS.mono).fontSize(SIZES.ledger).fillColor(INK);
  const lineHeight = doc.currentLineHeight(true);
  const typewriter = new Typewriter(doc);
  for (const [count, cells] of rows.entries()) {
    if (count % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) {
      await othersTurn();
    }
    const lines = ledgerLines(
      columns,
      cells.map((cell) => drawn(doc, cell, FONTS.mono)),
    );
    if (doc.y + lineHeight * lines.length > doc.page.maxY()) {
      doc.addPage();
      repeatHeads(doc, heads);
      doc.font(FONTS.mono).fontSize(SIZES.ledger).fillColor(INK);
    }
    const { y } = doc;
    const body = doc.struct("LBody", {}, () => {
      for (const [at, line] of lines.entries()) {
        typewriter.line(line, MARGIN, y + at * lineHeight);
      }
    });
    list.add(doc.struct("LI", {}, [body]));
    doc.y = y + lines.length * lineHeight + BETWEEN;
  }
  list.end();
  doc.y += AFTER;
}
