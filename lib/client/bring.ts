import type { UploadReply } from "@/lib/contract/contents";

/** So many parts, or small files, are on their way at once. */
const AT_ONCE = 3;
const PATIENCE = 5;
const FIRST_PAUSE_MS = 500;

/** A part of an upload: its number from 1, and which bytes of the whole it is. */
export interface UploadPart {
  readonly id: string;
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** The requests of an upload of certain bytes, by whoever makes them. Each may be made again. */
export interface UploadRequests {
  begin(): Promise<UploadReply>;
  /** Sends a part, and tells how far it has come to whom it may concern. */
  put(part: UploadPart): Promise<void>;
  complete(id: string): Promise<unknown>;
  /** Does the error say that there is no such upload any more? */
  isGone(error: unknown): boolean;
}

/** Does `send`, and again after ever longer pauses while its error `isPassing`. */
export async function repeatedly<T>(
  send: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
  pauseMs = FIRST_PAUSE_MS,
): Promise<T> {
  for (let left = PATIENCE; ; left--) {
    try {
      return await send();
    } catch (error) {
      if (left === 0 || !isPassing(error)) {
        throw error;
      }
      await new Promise((later) => setTimeout(later, pauseMs * 2 ** (PATIENCE - left)));
    }
  }
}

/** Does `work` for each of `items`, a few at a time. After the first error none is begun any more. */
export async function fewAtOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The parts of an upload that are still to be sent. */
function missingParts({ id, sizeBytes, partBytes, parts, present }: UploadReply & { id: string }): UploadPart[] {
  const there = new Set(present);
  return Array.from({ length: parts }, (_, index) => index + 1)
    .filter((number) => !there.has(number))
    .map((number) => {
      const from = (number - 1) * partBytes;
      return { id, number, from, to: Math.min(sizeBytes, from + partBytes) };
    });
}

/**
 * Brings bytes into the store, unless the project brought them before; parts that came earlier are not sent again. `onBytes` hears
 * how many were there already. Says whether any had to be sent.
 */
export async function bring(requests: UploadRequests, onBytes: (count: number) => void): Promise<"brought" | "there"> {
  const begun = await requests.begin();
  const { id, sizeBytes } = begun;
  if (id === null) {
    onBytes(sizeBytes);
    return "there";
  }
  const missing = missingParts({ ...begun, id });
  onBytes(sizeBytes - missing.reduce((sum, { from, to }) => sum + to - from, 0));
  await fewAtOnce(missing, requests.put);
  try {
    await requests.complete(id);
  } catch (error) {
    // An upload that is gone may have been completed by a request whose answer was lost, or by somebody who brings the same.
    if (!requests.isGone(error) || !(await requests.begin()).isComplete) {
      throw error;
    }
  }
  return "brought";
}
