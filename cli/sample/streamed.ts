import { once } from "node:events";
import { type ClientRequest, request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";
import { buffer } from "node:stream/consumers";

/** So many bytes, which come as they are asked for and are never all in memory; each sending begins anew. */
export interface ByteStream {
  readonly length: number;
  /** Pieces that are good until the next is asked for: they may share their memory. */
  open(): AsyncIterable<Uint8Array>;
}

/** Sends what `body` has, each piece once the one before it left this process; ends early when there is an answer. */
async function sendAll(sending: ClientRequest, body: ByteStream, answered: Promise<unknown>): Promise<void> {
  let isAnswered = false;
  sending.once("response", () => {
    isAnswered = true;
  });
  for await (const piece of body.open()) {
    await Promise.race([new Promise<void>((resolve) => sending.write(piece, () => resolve())), answered]);
    if (isAnswered) {
      return;
    }
  }
  sending.end();
}

/**
 * Sends a stream of bytes in steady memory: unlike `fetch`, whose pieces are free whenever the collector comes by, it says
 * when one left. The answer, which is short, is read whole; one that comes before all is sent counts.
 */
export async function sendStream(
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: ByteStream },
): Promise<Response> {
  const request = url.startsWith("https:") ? https : http;
  const sending = request(url, { method, headers: { ...headers, "content-length": String(body.length) } });
  const answered = once(sending, "response") as Promise<[IncomingMessage]>;
  // Whoever waits for it hears of its failure; when the bytes fail first, or once there is an answer, nobody does.
  answered.catch(() => undefined);
  sending.on("error", () => undefined);
  try {
    await sendAll(sending, body, answered);
    const [message] = await answered;
    const bytes = await buffer(message);
    return new Response(bytes.length > 0 ? bytes : null, { status: message.statusCode ?? 0 });
  } finally {
    if (!sending.writableEnded) {
      sending.destroy();
    }
  }
}
