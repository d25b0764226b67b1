import { meter } from "@/cli/remote/meter";
import { sayBytes } from "@/lib/contract/progress";

const SHOWN_AFTER_S = 1;

/** Shows how many of `total` bytes are done, once that takes longer than a second. */
export function byteProgress(total: number) {
  const shown = meter(process.stderr, sayBytes);
  const began = Date.now();
  let count = 0;
  return {
    add(bytes: number): void {
      count += bytes;
      const seconds = (Date.now() - began) / 1_000;
      if (seconds > SHOWN_AFTER_S) {
        shown.show({ count, share: total === 0 ? 1 : Math.min(1, count / total), seconds });
      }
    },
    end: () => shown.end(),
  };
}
