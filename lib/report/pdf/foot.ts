import { drawn, FONTS } from "./fonts";
import { MARGIN, MUTED, SIZES } from "./style";

/** How far above the end of a page its foot stands. */
const ABOVE_END = 36;

/** Writes the title and the page's number below what stands on the page, as an artifact; the document goes on where it was. */
export function drawFoot(doc: PDFKit.PDFDocument, title: string, pageNumber: number): void {
  const { x, y, page } = doc;
  const { bottom } = page.margins;
  // Below the margin text would begin a page of its own.
  page.margins.bottom = 0;
  doc.markContent("Artifact", { type: "Pagination", attached: ["Bottom"] });
  doc.font(FONTS.body).fontSize(SIZES.small).fillColor(MUTED);
  const place = { width: page.width - 2 * MARGIN, lineBreak: false };
  doc.text(drawn(doc, title, FONTS.body), MARGIN, page.height - ABOVE_END, place);
  doc.text(`${pageNumber}`, MARGIN, page.height - ABOVE_END, { ...place, align: "right" });
  doc.endMarkedContent();
  page.margins.bottom = bottom;
  doc.x = x;
  doc.y = y;
}
