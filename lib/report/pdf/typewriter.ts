/** Letters that a fixed-width font draws one by one, whatever stands beside them. */
const PLAIN = /^[ -~]*$/;

/** What pdfkit knows of the font that it writes with; its types do not say so. */
interface Writing {
  readonly _font: { readonly id: string; readonly ascender: number; encode(text: string): [codes: string[], unknown] };
  readonly _fontSize: number;
}

/**
 * Writes lines in a document's fixed-width font. pdfkit shapes each word by the rules of all scripts, which takes most of the
 * time of a long document; a plain letter looks the same everywhere, so its code is asked for once.
 */
export class Typewriter {
  /** Of the letters that were written, by their numbers. */
  readonly #codes: string[] = [];

  constructor(private readonly doc: PDFKit.PDFDocument) {}

  #code(text: string, at: number): string {
    this.#codes[text.charCodeAt(at)] ??= this.#font.encode(text.charAt(at))[0].join("");
    return this.#codes[text.charCodeAt(at)] ?? "";
  }

  get #font(): Writing["_font"] {
    return (this.doc as unknown as Writing)._font;
  }

  /** Writes `text` at this place, in points from the upper left corner; the document's font must stay the same. */
  line(text: string, x: number, y: number): void {
    const font = this.#font;
    const size = (this.doc as unknown as Writing)._fontSize;
    // A page learns from pdfkit's own first line which font is used on it.
    if (!PLAIN.test(text) || this.doc.page.fonts[font.id] === undefined) {
      this.doc.text(text, x, y, { lineBreak: false });
      return;
    }
    const baseline = y + (font.ascender / 1_000) * size;
    let codes = "";
    for (let at = 0; at < text.length; at++) {
      codes += this.#code(text, at);
    }
    // What is drawn on a page is upside down (ISO 32000-1, 8.3.2.3): pdfkit counts from the top.
    this.doc.addContent(`BT 1 0 0 -1 ${x} ${baseline.toFixed(6)} Tm /${font.id} ${size} Tf <${codes}> Tj ET`);
  }
}
