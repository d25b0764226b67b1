import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { configuration } from "@/lib/env";
import { log } from "./log";
import { offerInstead } from "./methods";

/** Only we set it: whatever a client sends under this name is overwritten before anybody reads it. */
export const PEER_HEADER = "x-pedigree-peer";

/** What was asked of a route that does not offer it, as JSON; for the door. Only we set it, too. */
export const NOT_OFFERED_HEADER = "x-pedigree-not-offered";

/** Where a request goes whose method its address does not offer. */
const NOT_OFFERED_PATH = "/api/not-offered";

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
  if (!isReadable(request.url ?? "")) {
    request.url = `/api/${UNREADABLE_PATH}`;
  }
  leadToDoor(request);
}

/** A method that the address does not offer comes to the door as a look at nothing, with what it was: it is refused there. */
export function leadToDoor(request: Pick<IncomingMessage, "headers" | "method" | "url">): void {
  delete request.headers[NOT_OFFERED_HEADER];
  const method = request.method ?? "";
  const offer = offerInstead(method, request.url ?? "");
  if (offer) {
    request.headers[NOT_OFFERED_HEADER] = JSON.stringify({ method, ...offer });
    request.method = "GET";
    request.url = NOT_OFFERED_PATH;
  } else if (method === "TRACE") {
    // The framework cannot name this method and fails; under another name that nobody serves it is refused like any.
    request.method = "UNSERVED";
  }
}

/** What the framework refuses of its own files, and what fails, never reaches the door; the operators' log has it. */
function answered(message: unknown): void {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  const wasAtDoor = NOT_OFFERED_HEADER in request.headers;
  if ((response.statusCode === 405 && !wasAtDoor) || response.statusCode >= 500) {
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
