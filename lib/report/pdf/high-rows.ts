/** Above and below a cell's text. */
const PADDING = 3;
/** Beside it. */
export const CELL_PADDING = [PADDING, 4, PADDING, 4] as const;
/** A piece ends at a space that is so near. */
const NEAR = 60;
/** So many letters are measured at once. */
const PIECE = 500;

type Cell = PDFKit.Mixins.CellOptions & { readonly text: string; readonly font: { src: string; size: number } };
export type Row = readonly Cell[];

/** How wide a cell is, and how high it may be. */
interface Column {
  readonly width: number;
  readonly height: number;
}

function heightOf(doc: PDFKit.PDFDocument, { font: { src, size } }: Cell, text: string, width: number): number {
  return doc
    .font(src)
    .fontSize(size)
    .heightOfString(text, { width: width - CELL_PADDING[1] - CELL_PADDING[3] });
}

/** How many letters of `text`, which is short, are not higher than `height`. */
function lettersIn(doc: PDFKit.PDFDocument, cell: Cell, text: string, { width, height }: Column): number {
  let [fits, over] = [0, text.length + 1];
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    [fits, over] = heightOf(doc, cell, text.slice(0, middle), width) <= height ? [middle, over] : [fits, middle];
  }
  return fits;
}

/** Where a text is cut so that the piece before is not longer than `end`: at a space where one is near, and in no letter. */
function cutBefore(text: string, end: number): number {
  const space = Math.max(text.lastIndexOf(" ", end), text.lastIndexOf("\n", end));
  if (space > Math.max(0, end - NEAR)) {
    return space;
  }
  return Math.max(1, /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end);
}

/**
 * Where the longest beginning of the cell's text ends that is not higher than the column. Measured in short pieces, since a word
 * without an end takes the library a time that grows with its square; each may take a line more than it does alone.
 */
function endOfPiece(doc: PDFKit.PDFDocument, cell: Cell, { width, height }: Column): number {
  const { text, font } = cell;
  const line = font.size * 2;
  // A line has at least one letter.
  if ((text.length + 1) * line <= height) {
    return text.length;
  }
  let left = height;
  for (let end = 0; end < text.length; end += PIECE) {
    const piece = text.slice(end, end + PIECE);
    const taken = heightOf(doc, cell, piece, width) + (end === 0 ? 0 : line);
    if (taken > left) {
      const room = left - (end === 0 ? 0 : line);
      return cutBefore(text, end + lettersIn(doc, cell, piece, { width, height: room }));
    }
    left -= taken;
  }
  return text.length;
}

/**
 * The row, in several where it is higher than a page: the library would cut off what goes beyond. What a row is called stands in each of
 * them.
 */
export function partsOfRow(
  doc: PDFKit.PDFDocument,
  row: Row,
  { widths, height }: { widths: readonly number[]; height: number },
): Row[] {
  const most = height - 2 * PADDING;
  const parts: Row[] = [];
  let rest = row;
  for (;;) {
    const ends = rest.map((cell, at) => endOfPiece(doc, cell, { width: widths[at] ?? 0, height: most }));
    parts.push(rest.map((cell, at) => ({ ...cell, text: cell.text.slice(0, ends[at]) })));
    if (rest.every(({ text }, at) => ends[at] === text.length)) {
      return parts;
    }
    rest = rest.map((cell, at) =>
      cell.type === "TH" ? cell : { ...cell, text: cell.text.slice(ends[at]).trimStart() },
    );
  }
}
