import type { LogTail } from "@/lib/contract/reproduction";

const MOST_BYTES = 65_536;
const MOST_LINES = 2_000;
const MOST_LENGTH = 1_000;

/** A log before its first line. */
export const EMPTY_LOG: LogTail = { lines: [], dropped: 0 };

/** The end of a log with more lines said, without what has no place in it any more. Control characters are not kept. Pure. */
export function appended({ lines, dropped }: LogTail, more: readonly string[]): LogTail {
  const all = [...lines, ...more.map((line) => line.replaceAll(/\p{C}/gu, "�").slice(0, MOST_LENGTH))];
  let bytes = 0;
  let from = all.length;
  while (from > 0 && all.length - from < MOST_LINES) {
    bytes += Buffer.byteLength(all[from - 1] ?? "") + 1;
    if (bytes > MOST_BYTES) {
      break;
    }
    from -= 1;
  }
  return { lines: all.slice(from), dropped: dropped + from };
}
