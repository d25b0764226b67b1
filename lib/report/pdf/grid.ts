import { CELL_PADDING, partsOfRow, type Row } from "./high-rows";

const RULE = "#c9d1d9";
/** Space below a table. */
const AFTER = 8;

/** Rows of cells in columns, the head above them. */
export interface Grid {
  readonly section: PDFKit.PDFStructureElement;
  readonly widths: readonly number[];
  readonly head?: Row;
  readonly rows: readonly Row[];
}

function begun(doc: PDFKit.PDFDocument, widths: readonly number[], section?: PDFKit.PDFStructureElement) {
  return doc.table({
    ...(section ? { structParent: section } : {}),
    columnStyles: widths.map((width) => ({ width })),
    defaultStyle: { border: { top: 0, left: 0, right: 0, bottom: 0.5 }, borderColor: RULE, padding: [...CELL_PADDING] },
  } as PDFKit.Mixins.TableOptions);
}

/** Says once more what the columns are, as an artifact: whoever listens has heard it. */
function repeatHead(doc: PDFKit.PDFDocument, widths: readonly number[], head: Row): void {
  doc.markContent("Artifact", { type: "Pagination" });
  begun(doc, widths)
    .row([...head])
    .end();
  doc.endMarkedContent();
}

/** Writes the head and says how high it is. A page that begins from then on leaves that much room for it. */
function headed(doc: PDFKit.PDFDocument, row: () => void): number {
  const { page, y } = doc;
  row();
  return doc.y - (doc.page === page ? y : doc.page.margins.top);
}

/** Draws rows in columns; on each page that they run over to the head stands again. A row higher than a page goes on on the next. */
export function drawGrid(doc: PDFKit.PDFDocument, { section, widths, head, rows }: Grid): void {
  const table = begun(doc, widths, section);
  const { top } = doc.page.margins;
  const room = head ? headed(doc, () => table.row([...head])) : 0;
  const onPage = () => {
    if (head) {
      repeatHead(doc, widths, head);
    }
    doc.page.margins.top = top + room;
  };
  // Where a row that goes over to the next page begins there is told by this one.
  doc.page.margins.top = top + room;
  doc.on("pageAdded", onPage);
  const height = doc.page.maxY() - doc.page.margins.top;
  for (const part of rows.flatMap((row) => partsOfRow(doc, row, { widths, height }))) {
    table.row([...part]);
  }
  table.end();
  doc.off("pageAdded", onPage);
  doc.page.margins.top = top;
  doc.y += AFTER;
}
