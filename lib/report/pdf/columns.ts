/** A column of a ledger, and how many characters it is wide. */
export interface LedgerColumn {
  readonly head: string;
  readonly chars: number;
}

function wrapped(text: string, chars: number): string[] {
  return text.length <= chars ? [text] : (text.match(new RegExp(`.{1,${chars}}`, "gsu")) ?? []);
}

/** Cells in columns; what is longer than its column goes on below. */
export function ledgerLines(columns: readonly LedgerColumn[], cells: readonly string[]): string[] {
  const parts = columns.map(({ chars }, at) => wrapped(cells[at] ?? "", chars));
  const height = Math.max(...parts.map(({ length }) => length));
  const line = (at: number) => columns.map(({ chars }, of) => (parts[of]?.[at] ?? "").padEnd(chars)).join(" ");
  return Array.from({ length: height }, (_, at) => line(at).trimEnd());
}
