import type { Digest } from "@/graph-schema/values";

/** What the worker says: so many bytes more were hashed, a file is done, or one cannot be read. */
export type HashAnswer = { readonly bytes: number } | { readonly digest: Digest } | { readonly failed: string };

/** A chosen file cannot be read, or not any more. */
export class FileUnreadable extends Error {
  override readonly name = "FileUnreadable";
}

interface Hashing {
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

/** The digests of `files`, in their order, computed beside the page. Stops at once when `signal` says so. */
export function hashFiles(files: readonly Blob[], { signal, onBytes }: Hashing): Promise<Digest[]> {
  if (files.length === 0) {
    return Promise.resolve([]);
  }
  const worker = new Worker(new URL("./hash.worker.ts", import.meta.url), { type: "module" });
  const digests: Digest[] = [];
  const hashed = new Promise<Digest[]>((settle, fail) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    worker.onerror = () => fail(new FileUnreadable("the digest could not be computed in this browser"));
    worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
      if ("bytes" in data) {
        onBytes(data.bytes);
      } else if ("failed" in data) {
        fail(new FileUnreadable(data.failed));
      } else if (digests.push(data.digest) === files.length) {
        settle(digests);
      }
    };
    worker.postMessage(files);
  });
  return hashed.finally(() => worker.terminate());
}
