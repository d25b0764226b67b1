import { useMutation } from "@tanstack/react-query";
import { saveAs, saveBytes } from "@/components/ui/save";
import type { Digest } from "@/graph-schema/values";
import { fetchContent } from "@/lib/client/contents";
import { hashFiles } from "./hash-files";

/** More than this goes straight to the disk; the browser then says itself when it broke off. */
const WHOLE_BYTES = 512 * 1024 * 1024;

/** Attached bytes that somebody wants to have. */
interface Saving {
  readonly url: string;
  readonly name: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** The bytes that came are not those that were asked for. */
export class DownloadDiffers extends Error {
  override readonly name = "DownloadDiffers";
}

/** Fetches bytes and hashes them here, too. Throws {@link DownloadDiffers} when they are not what is recorded. */
export async function fetchVerified({ url, digest }: Pick<Saving, "url" | "digest">): Promise<Blob> {
  const bytes = await fetchContent(url);
  const [found] = await hashFiles([bytes], { signal: new AbortController().signal, onBytes: () => undefined });
  if (found !== digest) {
    throw new DownloadDiffers(`${found} came in the place of ${digest}`);
  }
  return bytes;
}

/** Saves attached bytes as a file. What is not what is recorded is not saved, and the server's reasons are the error. */
export function useDownload() {
  return useMutation({
    async mutationFn(saving: Saving) {
      if (saving.sizeBytes > WHOLE_BYTES) {
        saveAs(saving.url, saving.name);
        return;
      }
      saveBytes(await fetchVerified(saving), saving.name);
    },
  });
}
