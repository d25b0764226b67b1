import { open } from "node:fs/promises";
import { patiently } from "@/cli/remote/recording";
import { Refused, type Remote } from "@/cli/remote/remote";
import type { BlobRef } from "@/lib/artifacts/store";
import { bring, type UploadRequests } from "@/lib/client/bring";
import { UploadReply } from "@/lib/contract/contents";
import type { LocalFile } from "./local";

type OnBytes = (count: number) => void;

/** Reads the bytes from `from` to `to`. */
type ReadPart = (from: number, to: number) => Promise<Uint8Array>;

/** The requests of an upload, as a command makes them. Each part is in memory while it is on its way. */
function requestsOf(app: Remote, { digest, sizeBytes }: BlobRef, read: ReadPart, onBytes: OnBytes): UploadRequests {
  return {
    begin: () => patiently(() => app.tell(UploadReply, ["uploads"], { digest, sizeBytes })),
    async put({ id, number, from, to }) {
      const bytes = await read(from, to);
      await patiently(() => app.put(["uploads", id, "parts", String(number)], bytes));
      onBytes(bytes.length);
    },
    complete: (id) => patiently(() => app.tell(UploadReply, ["uploads", id, "completion"], undefined)),
    isGone: (error) => error instanceof Refused && error.problem.status === 404,
  };
}

/** Brings a file into the store, unless the project brought its bytes before; `onBytes` hears how many more are there. */
export async function uploadFile(app: Remote, file: LocalFile, onBytes: OnBytes): Promise<void> {
  const handle = await open(file.path, "r");
  try {
    const read: ReadPart = async (from, to) => {
      const bytes = new Uint8Array(to - from);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
        if (bytesRead === 0) {
          throw new Error(`${file.path} became shorter while it was read`);
        }
        at += bytesRead;
      }
      return bytes;
    };
    await bring(requestsOf(app, file, read, onBytes), onBytes);
  } finally {
    await handle.close();
  }
}

/** Brings bytes into the store. */
export async function uploadBytes(app: Remote, blob: BlobRef, bytes: Uint8Array): Promise<void> {
  const silently = () => undefined;
  const read: ReadPart = async (from, to) => bytes.subarray(from, to);
  await bring(requestsOf(app, blob, read, silently), silently);
}
