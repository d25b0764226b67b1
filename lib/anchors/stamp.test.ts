import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { lastStampAt, stamp, stampedAt } from "./stamp";
import { type Authority, authority } from "./tsa.testing";

let tsa: Authority;
beforeAll(async () => {
  tsa = await authority();
});
afterAll(() => tsa.remove());
beforeEach(() => tsa.answerWith((reply) => reply));

/** Files in memory, as the log's storage has them. */
function files() {
  const all = new Map<string, Uint8Array>();
  return {
    read: async (path: string) => all.get(path),
    async create(path: string, bytes: Uint8Array) {
      all.set(path, bytes);
    },
    list: async (folder: string) => [...all.keys()].filter((path) => path.startsWith(`${folder}/`)),
  };
}

const note = (size: number) => `log.example/a\n${size}\nroot\n\n— log.example/a signature\n`;

test("the stamped checkpoint is kept with its token, which OpenSSL accepts for these bytes and no others", async () => {
  const kept = files();
  expect(await lastStampAt(kept)).toBeUndefined();
  await stamp(kept, tsa.url, { size: 9, note: note(9) });
  await stamp(kept, tsa.url, { size: 100, note: note(100) });
  const [token, bytes] = [await kept.read("tsa/100.tsr"), await kept.read("tsa/100.checkpoint")];
  expect(Buffer.from(bytes ?? []).toString("utf8")).toBe(note(100));
  expect(await tsa.verify(token ?? Buffer.alloc(0), Buffer.from(note(100)))).toContain("Verification: OK");
  await expect(tsa.verify(token ?? Buffer.alloc(0), Buffer.from(note(9)))).rejects.toThrow();
  expect(() => stampedAt(token ?? Buffer.alloc(0), Buffer.from(note(9)))).toThrow("about something else");
  expect(Math.abs(Date.now() - ((await lastStampAt(kept))?.getTime() ?? 0))).toBeLessThan(60_000);
});

test("a checkpoint is stamped once", async () => {
  const kept = files();
  await stamp(kept, tsa.url, { size: 9, note: note(9) });
  const first = await kept.read("tsa/9.tsr");
  await stamp(kept, tsa.url, { size: 9, note: note(9) });
  expect(await kept.read("tsa/9.tsr")).toBe(first);
});

test("a reply that is an older one, damaged or no stamp at all is not kept", async () => {
  let older: Buffer = Buffer.alloc(0);
  tsa.answerWith((reply) => {
    older = reply;
    return reply;
  });
  await stamp(files(), tsa.url, { size: 9, note: note(9) });
  const bad: [(reply: Buffer) => Buffer, RegExp][] = [
    [() => older, /an older one/],
    [() => Buffer.from("300702010230020c00", "hex"), /./],
    [() => Buffer.from("30053003020102", "hex"), /did not stamp: status 2/],
    [(reply) => reply.subarray(0, reply.length >> 1), /./],
    [() => Buffer.alloc(0), /./],
    [() => Buffer.alloc(300_000), /too long/],
  ];
  for (const [answer, why] of bad) {
    tsa.answerWith(answer);
    const kept = files();
    await expect(stamp(kept, tsa.url, { size: 9, note: note(9) })).rejects.toThrow(why);
    expect(await kept.list("tsa")).toEqual([]);
  }
});
