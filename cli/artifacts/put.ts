import { open } from "node:fs/promises";
import { patiently } from "@/cli/remote/recording";
import { Refused, type Remote } from "@/cli/remote/remote";
import type { ByteStream } from "@/cli/sample/streamed";
import type { BlobRef } from "@/lib/artifacts/store";
import { bring, type UploadRequests } from "@/lib/client/bring";
import { UploadReply } from "@/lib/contract/contents";
import { type LocalFile, piecesOf } from "./local";

type OnBytes = (count: number) => void;

/** The bytes from `from` to `to`. */
type PartOf = (from: number, to: number) => Uint8Array | ByteStream;

/** What bytes will be attached as, in the words of whoever brings them. */
export interface Attachment {
  readonly artifact: { readonly type: string; readonly id: string };
  readonly role: string;
  readonly mediaType?: string;
  readonly isReport?: boolean | undefined;
}

/** Bytes that are to be brought. With `attachment` the app refuses what contradicts the record before any of them is sent. */
type Offer = BlobRef & { readonly attachment?: Attachment | undefined };

/** The requests of an upload, as a command makes them. */
function requestsOf(app: Remote, offer: Offer, partOf: PartOf, onBytes: OnBytes): UploadRequests {
  const { digest, sizeBytes, attachment } = offer;
  return {
    begin: () => patiently(() => app.tell(UploadReply, ["uploads"], { digest, sizeBytes, attachment })),
    put: async ({ id, number, from, to }) => {
      await patiently(() => app.put(["uploads", id, "parts", String(number)], partOf(from, to)));
      onBytes(to - from);
    },
    complete: (id) => patiently(() => app.tell(UploadReply, ["uploads", id, "completion"], undefined)),
    isGone: (error) => error instanceof Refused && error.problem.status === 404,
  };
}

/** Brings a file into the store, unless the project brought its bytes before; `onBytes` hears how many more are there. */
export async function uploadFile(app: Remote, file: LocalFile & Offer, onBytes: OnBytes): Promise<void> {
  const handle = await open(file.path, "r");
  const partOf: PartOf = (from, to) => ({
    length: to - from,
    open: () => piecesOf(handle, from, to),
  });
  try {
    await bring(requestsOf(app, file, partOf, onBytes), onBytes);
  } finally {
    await handle.close();
  }
}

/** Brings bytes into the store. */
export async function uploadBytes(app: Remote, blob: Offer, bytes: Uint8Array): Promise<void> {
  const silently = () => undefined;
  await bring(
    requestsOf(app, blob, (from, to) => bytes.subarray(from, to), silently),
    silently,
  );
}
