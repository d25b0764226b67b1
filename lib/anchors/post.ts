/** What a server answered. */
interface Reply {
  readonly status: number;
  readonly bytes: Buffer;
}

/** Nothing that is asked for here is larger. */
const MOST_BYTES = 256 * 1024;

/** Posts `body` and reads the reply, of which no more is kept than makes sense. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  signal: AbortSignal,
): Promise<Reply> {
  const response = await fetch(url, { method: "POST", headers, body: Buffer.from(body), redirect: "error", signal });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) {
      throw new Error("the reply is too long");
    }
    chunks.push(chunk);
  }
  return { status: response.status, bytes: Buffer.concat(chunks) };
}

/** Why a request failed, in few words. */
export function whyFailed(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
