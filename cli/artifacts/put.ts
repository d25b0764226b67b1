import { open } from "node:fs/promises";
import { patiently } from "@/cli/remote/recording";
import { Refused, type Remote } from "@/cli/remote/remote";
import type { BlobRef } from "@/lib/artifacts/store";
import { UploadReply } from "@/lib/contract/contents";
import type { LocalFile } from "./local";

/** So many parts are on their way at once; each is in memory. */
const AT_ONCE = 3;

/** Reads the bytes from `from` to `to`. */
type ReadPart = (from: number, to: number) => Promise<Uint8Array>;

/** Which parts of an upload are still to be sent. */
function missingParts({ parts, present }: Pick<UploadReply, "parts" | "present">): number[] {
  const there = new Set(present);
  return Array.from({ length: parts }, (_, index) => index + 1).filter((number) => !there.has(number));
}

async function sendParts(
  app: Remote,
  upload: UploadReply & { id: string },
  read: ReadPart,
  onBytes: (n: number) => void,
) {
  const waiting = missingParts(upload);
  const sender = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const from = (number - 1) * upload.partBytes;
      const bytes = await read(from, Math.min(upload.sizeBytes, from + upload.partBytes));
      const parts = ["uploads", upload.id, "parts", String(number)];
      await patiently(() => app.put(parts, bytes));
      onBytes(bytes.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

async function upload(app: Remote, blob: BlobRef, read: ReadPart, onBytes: (n: number) => void): Promise<void> {
  const { digest, sizeBytes } = blob;
  const begun = await patiently(() => app.tell(UploadReply, ["uploads"], { digest, sizeBytes }));
  const { id } = begun;
  if (id === null) {
    onBytes(sizeBytes);
    return;
  }
  onBytes(Math.min(sizeBytes, begun.present.length * begun.partBytes));
  await sendParts(app, { ...begun, id }, read, onBytes);
  await patiently(() => complete(app, blob, id));
}

/** An upload that is gone may have been completed by a request whose answer was lost, or by somebody who brings the same. */
async function complete(app: Remote, { digest, sizeBytes }: BlobRef, id: string): Promise<void> {
  try {
    await app.tell(UploadReply, ["uploads", id, "completion"], undefined);
  } catch (error) {
    const isGone = error instanceof Refused && error.problem.status === 404;
    if (!isGone || !(await app.tell(UploadReply, ["uploads"], { digest, sizeBytes })).isComplete) {
      throw error;
    }
  }
}

/** Brings a file into the store, unless the project brought its bytes before; `onBytes` hears how many more are there. */
export async function uploadFile(app: Remote, file: LocalFile, onBytes: (count: number) => void): Promise<void> {
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
    await upload(app, file, read, onBytes);
  } finally {
    await handle.close();
  }
}

/** Brings bytes into the store. */
export async function uploadBytes(app: Remote, blob: BlobRef, bytes: Uint8Array): Promise<void> {
  await upload(
    app,
    blob,
    async (from, to) => bytes.subarray(from, to),
    () => undefined,
  );
}
