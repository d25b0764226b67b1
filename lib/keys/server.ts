import { createHash, createHmac } from "node:crypto";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { dirname } from "node:path";
import { z } from "zod";
import { type NoteKey, noteKey, signNote, verifierKey } from "./note";
import { type KeyStore, openKeyStore } from "./store";

const MAX_REQUEST_BYTES = 64 * 1024 * 1024;

/** What the app may ask of the key process. Signing keys and pseudonym keys never leave it. */
export const KeyRequest = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("verifier") }),
  z.object({ ask: z.literal("pseudonyms"), subjects: z.array(z.string().min(1)) }),
  z.object({ ask: z.literal("data_key"), name: z.string().min(1) }),
  z.object({ ask: z.literal("sign"), lines: z.array(z.string().min(1)) }),
]);
export type KeyRequest = z.infer<typeof KeyRequest>;

/** "p1:" and the keyed hash of the subject; without the subject's own key it can be neither guessed nor linked. */
function pseudonym(store: KeyStore, subject: string): string {
  const mac = createHmac("sha256", store.secret(`subject:${subject}`)).update(`actor\0${subject}`);
  return `p1:${mac.digest("base64url")}`;
}

/** The recorder's key. Its name carries a digest of a secret of this installation, so that two logs never share one. */
function eventKey(store: KeyStore): NoteKey {
  const installation = createHash("sha256").update(store.secret("installation")).digest("hex").slice(0, 16);
  return noteKey(`pedigree.local/${installation}/events`, store.secret("sign:events:1"));
}

/** Answers one request out of `store`. */
function answer(store: KeyStore, key: NoteKey, request: KeyRequest): unknown {
  switch (request.ask) {
    case "verifier":
      return { key: verifierKey(key) };
    case "pseudonyms":
      return { pseudonyms: request.subjects.map((subject) => pseudonym(store, subject)) };
    case "data_key":
      return { key: store.secret(`data:${request.name}`).toString("base64") };
    case "sign":
      return { notes: request.lines.map((line) => signNote(key, line)) };
  }
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) {
      throw new Error("request too large");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Serves the key store in `directory` on the unix socket `socket` (mode 0600). Resolves when it listens. */
export function serveKeys(options: { directory: string; socket: string; kek?: string }): Promise<Server> {
  const store = openKeyStore(options.directory, options.kek);
  const key = eventKey(store);
  mkdirSync(dirname(options.socket), { recursive: true, mode: 0o700 });
  rmSync(options.socket, { force: true });
  const server = createServer(async (request, response) => {
    try {
      const reply = answer(store, key, KeyRequest.parse(JSON.parse(await body(request))));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
    } catch (error) {
      response.writeHead(400).end(error instanceof Error ? error.message : "bad request");
    }
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.socket, () => {
      chmodSync(options.socket, 0o600);
      resolve(server);
    });
  });
}
