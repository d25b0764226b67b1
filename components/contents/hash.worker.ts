import type { HashAnswer } from "./hash-files";
import { hashPieces } from "./hashing";

function tell(answer: HashAnswer): void {
  self.postMessage(answer);
}

// Off the page's own thread: a large file takes minutes in JavaScript.
self.onmessage = async ({ data }: MessageEvent<readonly Blob[]>) => {
  try {
    for (const file of data) {
      tell({ digest: await hashPieces(file, (bytes) => tell({ bytes })) });
    }
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : "unknown" });
  }
};
