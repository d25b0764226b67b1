import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { configuration } from "@/lib/env";
import { log } from "./log";

/** Only we set it: whatever a client sends under this name is overwritten before anybody reads it. */
export const PEER_HEADER = "x-pedigree-peer";

/** Where a request goes whose path cannot be decoded. */
export const UNREADABLE_PATH = "unreadable-path";

function addressOf(request: IncomingMessage): string {
  const peer = (request.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
  if (!configuration().isBehindProxy) {
    return peer;
  }
  // The proxy appends who asked it; what stands before that, anybody may have written.
  const forwarded = String(request.headers["x-forwarded-for"] ?? "");
  return forwarded.split(",").at(-1)?.trim() || peer;
}

/** The framework answers a path that cannot be decoded with a 500; it is the caller's fault, and this says so. */
function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function arrived(message: unknown): void {
  const { request } = message as { request: IncomingMessage };
  request.headers[PEER_HEADER] = addressOf(request);
  // The framework cannot name this method and fails; under another name that nobody serves it is refused like any.
  if (request.method === "TRACE") {
    request.method = "UNSERVED";
  }
  if (!isReadable(request.url ?? "")) {
    request.url = `/api/${UNREADABLE_PATH}`;
  }
}

/** Methods and paths that do not exist never reach the door; the operators' log has them. */
function answered(message: unknown): void {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  if (response.statusCode === 405 || response.statusCode >= 500) {
    log.warn({ method: request.method, status: response.statusCode, peer: request.headers[PEER_HEADER] }, "refused");
  }
}

const shared = globalThis as typeof globalThis & { pedigreeHearsPeers?: true };

/** Tells every request who sent it, by the socket it came on. The framework itself believes what clients claim. */
export function hearPeers(): void {
  if (!shared.pedigreeHearsPeers) {
    shared.pedigreeHearsPeers = true;
    subscribe("http.server.request.start", arrived);
    subscribe("http.server.response.finish", answered);
  }
}
