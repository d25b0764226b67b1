import { type FileHandle, open } from "node:fs/promises";
import { patiently } from "@/cli/remote/recording";
import { Refused, type Remote } from "@/cli/remote/remote";
import type { BlobRef } from "@/lib/artifacts/store";
import { bring, type UploadRequests } from "@/lib/client/bring";
import { UploadReply } from "@/lib/contract/contents";
import type { LocalFile } from "./local";

type OnBytes = (count: number) => void;

/** Gives the bytes from `from` to `to` to `use`, which has them until it is done. */
type WithPart = (from: number, to: number, use: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/** The requests of an upload, as a command makes them. Each part is in memory while it is on its way. */
function requestsOf(app: Remote, { digest, sizeBytes }: BlobRef, withPart: WithPart, onBytes: OnBytes): UploadRequests {
  return {
    begin: () => patiently(() => app.tell(UploadReply, ["uploads"], { digest, sizeBytes })),
    put: ({ id, number, from, to }) =>
      withPart(from, to, async (bytes) => {
        await patiently(() => app.put(["uploads", id, "parts", String(number)], bytes));
        onBytes(bytes.length);
      }),
    complete: (id) => patiently(() => app.tell(UploadReply, ["uploads", id, "completion"], undefined)),
    isGone: (error) => error instanceof Refused && error.problem.status === 404,
  };
}

async function fill(handle: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) {
      throw new Error("the file became shorter while it was read");
    }
    at += bytesRead;
  }
}

/** The parts of a file, each in memory that an earlier one had: what is freed later would add up. */
function partsOf(handle: FileHandle): WithPart {
  const free: Uint8Array[] = [];
  return async (from, to, use) => {
    const length = to - from;
    const held = free.pop();
    const memory = held && held.length >= length ? held : new Uint8Array(length);
    const bytes = memory.subarray(0, length);
    await fill(handle, bytes, from);
    await use(bytes);
    free.push(memory);
  };
}

/** Brings a file into the store, unless the project brought its bytes before; `onBytes` hears how many more are there. */
export async function uploadFile(app: Remote, file: LocalFile, onBytes: OnBytes): Promise<void> {
  const handle = await open(file.path, "r");
  try {
    await bring(requestsOf(app, file, partsOf(handle), onBytes), onBytes);
  } finally {
    await handle.close();
  }
}

/** Brings bytes into the store. */
export async function uploadBytes(app: Remote, blob: BlobRef, bytes: Uint8Array): Promise<void> {
  const silently = () => undefined;
  const inMemory: WithPart = (from, to, use) => use(bytes.subarray(from, to));
  await bring(requestsOf(app, blob, inMemory, silently), silently);
}
