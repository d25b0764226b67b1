import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { type ByteStream, sendStream } from "./streamed";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const put = (url: string, body: ByteStream) => sendStream(url, { method: "PUT", headers: { "x-by": "a test" }, body });

/** `count` pieces that share their memory, each filled with its number. */
function pieces(count: number, size = 1_000_000): ByteStream {
  return {
    length: count * size,
    async *open() {
      const piece = new Uint8Array(size);
      for (let at = 0; at < count; at++) {
        yield piece.fill(at);
      }
    },
  };
}

test("pieces that share their memory arrive as they were when they were asked for", async () => {
  const url = await serving(async (request, response) => {
    const got = await buffer(request);
    response.end(`${request.headers["x-by"]} ${got.length} ${createHash("sha256").update(got).digest("hex")}`);
  });
  const sent = createHash("sha256");
  for await (const piece of pieces(50).open()) {
    sent.update(piece);
  }
  const response = await put(url, pieces(50));
  expect(await response.text()).toBe(`a test 50000000 ${sent.digest("hex")}`);
});

test("an answer that comes before all is sent is the answer", async () => {
  const url = await serving((_request, response) => {
    response.writeHead(413).end("too much");
  });
  const response = await put(url, pieces(500));
  expect([response.status, await response.text()]).toEqual([413, "too much"]);
});

test("an answer without a body, a server that hangs up, and bytes that fail are told as what they are", async () => {
  const url = await serving((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(204).end());
  });
  expect((await put(url, pieces(1))).status).toBe(204);
  const failing: ByteStream = {
    length: 10,
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async *open() {
      throw new Error("the disk is gone");
    },
  };
  await expect(put(url, failing)).rejects.toThrow("the disk is gone");
  server?.closeAllConnections();
  server?.close();
  const gone = await serving((request) => request.socket.destroy());
  await expect(put(gone, pieces(50))).rejects.toThrow(/ECONNRESET|EPIPE|socket hang up/);
});
