import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Digest } from "@/graph-schema/values";
import type { UploadReply } from "@/lib/contract/contents";
import { bring, fewAtOnce, repeatedly, type UploadPart, type UploadRequests } from "./bring";

const DIGEST = Digest.parse("0".repeat(64));

interface Sent {
  readonly parts: UploadPart[];
  completed: number;
}

/** A server that has the parts `present` of an upload; what is sent to it stands in `sent`. */
function server(sizeBytes: number, partBytes: number, present: readonly number[], sent: Sent): UploadRequests {
  const parts = Math.ceil(sizeBytes / partBytes);
  const reply: UploadReply = {
    ...{ id: "u", digest: DIGEST, sizeBytes, partBytes, parts, isComplete: false },
    present: present.filter((number) => number <= parts),
  };
  return {
    begin: async () => reply,
    async put(part) {
      sent.parts.push(part);
    },
    async complete() {
      sent.completed += 1;
    },
    isGone: () => false,
  };
}

describe("an upload", () => {
  test("sends every byte that is not there once, none that is, and counts them all", async () => {
    const present = fc.uniqueArray(fc.integer({ min: 1, max: 9 }));
    await fc.assert(
      fc.asyncProperty(fc.nat(90), fc.integer({ min: 1, max: 30 }), present, async (sizeBytes, partBytes, there) => {
        const sent: Sent = { parts: [], completed: 0 };
        let counted = 0;
        await bring(server(sizeBytes, partBytes, there, sent), (count) => {
          counted += count;
        });
        const bytes = sent.parts.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
        const isThere = (byte: number) => there.includes(Math.floor(byte / partBytes) + 1);
        const wanted = Array.from({ length: sizeBytes }, (_, at) => at).filter((byte) => !isThere(byte));
        expect(bytes.sort((a, b) => a - b)).toEqual(wanted);
        expect(counted + bytes.length).toBe(sizeBytes);
        expect(sent.completed).toBe(1);
      }),
    );
  });

  test("of bytes that the project brought before sends nothing", async () => {
    const sent: Sent = { parts: [], completed: 0 };
    const requests = server(5, 2, [], sent);
    const begin = async () => ({ ...(await requests.begin()), id: null, isComplete: true });
    expect(await bring({ ...requests, begin }, () => undefined)).toBe("there");
    expect(sent).toEqual({ parts: [], completed: 0 });
  });

  test("that is gone is done when the bytes are in the store, and an error when they are not", async () => {
    const requests = server(0, 1, [], { parts: [], completed: 0 });
    const gone: UploadRequests = {
      ...requests,
      complete: () => Promise.reject(new Error("gone")),
      isGone: () => true,
    };
    await expect(bring(gone, () => undefined)).rejects.toThrow("gone");
    const begin = async () => ({ ...(await requests.begin()), isComplete: true });
    expect(await bring({ ...gone, begin }, () => undefined)).toBe("brought");
  });
});

test("after an error no further item is begun", async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    throw new Error(`no ${item}`);
  };
  await expect(fewAtOnce([1, 2, 3, 4, 5, 6, 7, 8], work)).rejects.toThrow();
  expect(begun.length).toBeLessThanOrEqual(3);
});

test("what passes is done again, what does not is told at once", async () => {
  let tries = 0;
  const third = async () => {
    tries += 1;
    return tries === 3 ? tries : Promise.reject(new Error("broken off"));
  };
  expect(await repeatedly(third, () => true, 0)).toBe(3);
  tries = 0;
  await expect(repeatedly(third, () => false, 0)).rejects.toThrow("broken off");
  expect(tries).toBe(1);
});
