import { join } from "node:path";

/** The server runs where its modules are, also the standalone one. */
const fonts = join(/* turbopackIgnore: true */ process.cwd(), "node_modules", "dejavu-fonts-ttf", "ttf");
/** By their files: pdfkit opens a font again each time that it is called by another name than it was opened under. */
export const FONTS = {
  body: join(fonts, "DejaVuSans.ttf"),
  bold: join(fonts, "DejaVuSans-Bold.ttf"),
  mono: join(fonts, "DejaVuSansMono.ttf"),
} as const;

/** Letters that all fonts here have. */
const LATIN = /^[\n -~\u00a0-\u024f]*$/;

/**
 * Letters that go from right to left (the blocks of Unicode that hold nothing else), and marks that turn a text around. Between others
 * they would be drawn in another order than they stand in: `1:2` behind such a letter becomes `2:1`.
 */
const TURNED =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

interface Glyphs {
  hasGlyphForCodePoint(code: number): boolean;
}

/**
 * `text` as it is drawn: by their numbers are letters that the font lacks, and those that go from right to left, so that nobody takes
 * one id for another.
 */
export function drawn(doc: PDFKit.PDFDocument, text: string, src: string): string {
  if (LATIN.test(text)) {
    return text;
  }
  const { _font } = doc.font(src) as unknown as { _font: { font: Glyphs } };
  return Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return _font.font.hasGlyphForCodePoint(code) && !TURNED.test(letter) ? letter : `\\u{${code.toString(16)}}`;
  }).join("");
}
