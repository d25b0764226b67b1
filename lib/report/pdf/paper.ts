import { buffer } from "node:stream/consumers";
import PDFDocument from "pdfkit";
import { type Attached, attach } from "./attachment";
import { type LedgerColumn, ledgerLines } from "./columns";
import { drawn, FONTS } from "./fonts";
import { drawFoot } from "./foot";
import { drawGrid } from "./grid";
import type { Row } from "./high-rows";
import { drawLedger } from "./ledger";
import { UNIVERSAL_ACCESS } from "./metadata";
import { INK, MARGIN, MUTED, SHADE, SIZES } from "./style";

/** A column of a table: its head, its share of the width, whether it holds digests and the like. */
export interface Column {
  readonly head: string;
  readonly share: number;
  readonly isCode?: boolean;
}

/** What a line says: its name, and the text. */
export type Line = readonly [string, string];

/**
 * Paper for reports: PDF/A-3a and PDF/UA-1, tagged, with embedded fonts. The same calls give the same bytes, so that a report
 * has one digest; its times are the one that it is dated with.
 */
export class Paper {
  readonly #doc: PDFKit.PDFDocument;
  readonly #root: PDFKit.PDFStructureElement;
  readonly #done: Promise<Buffer>;
  #section: PDFKit.PDFStructureElement;
  #pages = 0;

  constructor(
    private readonly title: string,
    private readonly dated: Date,
  ) {
    this.#doc = new PDFDocument({
      subset: "PDF/A-3a",
      pdfVersion: "1.7",
      tagged: true,
      lang: "en-GB",
      displayTitle: true,
      size: "A4",
      margin: MARGIN,
      font: FONTS.body,
      info: { Title: title, CreationDate: dated, ModDate: dated, Producer: "Pedigree", Creator: "Pedigree" },
    });
    this.#doc.appendXML(UNIVERSAL_ACCESS);
    this.#done = buffer(this.#doc);
    this.#root = this.#doc.struct("Document");
    this.#doc.addStructure(this.#root);
    this.#section = this.#opened();
    this.#foot();
    this.#doc.on("pageAdded", () => this.#foot());
    this.#write("H1", title, { font: FONTS.bold, size: SIZES.title });
  }

  get #width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  /** What is left on a page below a heading. */
  get #height(): number {
    return this.#doc.page.height - 3 * MARGIN;
  }

  #opened(): PDFKit.PDFStructureElement {
    const section = this.#doc.struct("Sect");
    this.#root.add(section);
    return section;
  }

  #write(
    tag: string,
    text: string,
    { font = FONTS.body as string, size = SIZES.body as number, color = INK, after = 4 } = {},
  ): void {
    this.#section.add(
      this.#doc.struct(tag, {}, () => {
        const shown = drawn(this.#doc, text, font);
        this.#doc.font(font).fontSize(size).fillColor(color).text(shown, MARGIN, undefined, { width: this.#width });
      }),
    );
    this.#doc.y += after;
  }

  /** Begins a part, on this page where there is room for what stands first in it, `first` points high. */
  section(heading: string, first = MARGIN): void {
    this.#section.end();
    this.#section = this.#opened();
    const room = this.#doc.page.maxY() - this.#doc.y;
    if (room < Math.min(first, this.#height) + MARGIN) {
      this.#doc.addPage();
    } else {
      this.#doc.y += 14;
    }
    this.#write("H2", heading, { font: FONTS.bold, size: SIZES.heading, after: 6 });
  }

  subheading(text: string): void {
    this.#doc.y += 4;
    this.#write("H3", text, { font: FONTS.bold, size: SIZES.subheading });
  }

  paragraph(text: string): void {
    this.#write("P", text);
  }

  note(text: string): void {
    this.#write("P", text, { size: SIZES.small, color: MUTED });
  }

  /** Names and texts in two columns. */
  facts(lines: readonly Line[]): void {
    this.#grid(
      [{ share: 0.24 }, { share: 0.76 }],
      lines.map(([name, text]) => [
        { text: name, type: "TH" as const, scope: "Row", font: { src: FONTS.bold, size: SIZES.small } },
        this.#cell(text, isCode(text)),
      ]),
    );
  }

  /** A table with a head; `none` is said where it has no rows. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[], none: string): void {
    if (rows.length === 0) {
      this.paragraph(none);
      return;
    }
    const head = columns.map(({ head: text }) => ({
      text,
      type: "TH" as const,
      scope: "Column",
      backgroundColor: SHADE,
      font: { src: FONTS.bold, size: SIZES.small },
    }));
    const body = rows.map((cells) => cells.map((text, at) => this.#cell(text, columns[at]?.isCode === true)));
    this.#grid(columns, body, head);
  }

  /**
   * Many short lines in columns of so many characters, as a list that begins with its heads. It costs a tenth of a table, and a
   * document of tens of thousands of lines stays small.
   */
  async ledger(columns: readonly LedgerColumn[], rows: readonly (readonly string[])[], none: string): Promise<void> {
    if (rows.length === 0) {
      this.paragraph(none);
      return;
    }
    const heads = ledgerLines(
      columns,
      columns.map(({ head }) => head),
    ).join(" ");
    this.#write("P", heads, { font: FONTS.mono, size: SIZES.ledger, color: MUTED, after: 2 });
    await drawLedger(this.#doc, { section: this.#section, columns, heads, rows });
  }

  #cell(text: string, isCode: boolean) {
    const src = isCode ? FONTS.mono : FONTS.body;
    return { text: drawn(this.#doc, text, src), font: { src, size: SIZES.small } };
  }

  #grid(columns: readonly { readonly share: number }[], rows: readonly Row[], head?: Row): void {
    this.#doc.fillColor(INK);
    this.#doc.x = MARGIN;
    const widths = columns.map(({ share }) => share * this.#width);
    drawGrid(this.#doc, { section: this.#section, widths, rows, ...(head ? { head } : {}) });
  }

  /** At which share of its size a drawing of `width` by `height` units stands on a page. */
  scaleOf(width: number, height: number): number {
    return Math.min(1, this.#width / width, this.#height / height);
  }

  /** A drawing of `width` by `height` units, as large as the page allows; `alt` says what it shows. */
  figure(
    { width, height, alt }: { width: number; height: number; alt: string },
    draw: (doc: PDFKit.PDFDocument) => void,
  ): void {
    const scale = this.scaleOf(width, height);
    if (this.#doc.y + height * scale > this.#doc.page.height - MARGIN) {
      this.#doc.addPage();
    }
    const top = this.#doc.y;
    const box = { alt, bbox: [MARGIN, top, MARGIN + width * scale, top + height * scale] };
    this.#section.add(
      this.#doc.struct("Figure", box, () => {
        this.#doc.save();
        this.#doc.translate(MARGIN, top).scale(scale);
        draw(this.#doc);
        this.#doc.restore();
      }),
    );
    this.#doc.x = MARGIN;
    this.#doc.y = top + height * scale + 10;
  }

  /** Keeps a file inside of the document, as its data. */
  attach(file: Attached): void {
    attach(this.#doc, this.dated, file);
  }

  /** A page is written out when the next one begins, so its foot is written first. */
  #foot(): void {
    this.#pages += 1;
    drawFoot(this.#doc, this.title, this.#pages);
  }

  /** Ends the document and gives its bytes. */
  finished(): Promise<Buffer> {
    this.#section.end();
    this.#root.end();
    this.#doc.end();
    return this.#done;
  }
}

function isCode(text: string): boolean {
  return /^(sha256:[0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/.test(text);
}
