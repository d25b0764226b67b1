import { createHmac, sign as signBytes } from "node:crypto";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { dirname } from "node:path";
import { KeyDestroyed, SigningRefused } from "@/lib/errors";
import { sha256 } from "@/lib/hash";
import { type DsseEnvelope, STATEMENT_TYPE, signedEnvelope } from "@/lib/tlog/dsse";
import { publicKeyId } from "@/lib/tlog/public-key";
import { CheckpointRefused, CheckpointSigner } from "./checkpoints";
import { detachedSignature } from "./cms";
import { type DocumentKey, outOfDate } from "./document-key";
import { Heads } from "./heads";
import { subjectKey } from "./names";
import { type NoteKey, signNote } from "./note";
import { BAD_REQUEST, CONFLICT, GONE, type KeyQuestion, KeyRequest, type KeyUse } from "./protocol";
import { KeyRing } from "./ring";
import { type KeyStore, openKeyStore } from "./store";

const MAX_REQUEST_BYTES = 64 * 1024 * 1024;

/** "p1:" and the keyed hash of the subject; without the subject's own key it can be neither guessed nor linked. */
function pseudonym(store: KeyStore, subject: string): string {
  const mac = createHmac("sha256", store.secret(`subject:${subject}`)).update(`actor\0${subject}`);
  return `p1:${mac.digest("base64url")}`;
}

interface Held {
  readonly store: KeyStore;
  readonly ring: KeyRing;
  readonly checkpoints: CheckpointSigner;
  readonly heads: Heads;
  readonly documents: DocumentKey | undefined;
  /** The key that signs events now: made once, not for each request. */
  eventKey: NoteKey | undefined;
}

function hold({ directory, kek, documents }: Keys): Held {
  const store = openKeyStore(directory, kek);
  const ring = new KeyRing(directory, store);
  return {
    store,
    ring,
    checkpoints: new CheckpointSigner(directory, ring.origin),
    heads: new Heads(directory),
    documents,
    eventKey: ring.signing("events")[0],
  };
}

function sign({ eventKey }: Held, lines: readonly string[]): string[] {
  if (!eventKey) {
    throw new Error("no key signs events");
  }
  return lines.map((line) => signNote(eventKey, `${line}\n`));
}

function signDocument({ documents }: Held, digest: Uint8Array): unknown {
  const [own] = documents?.certificates ?? [];
  const why = own ? outOfDate(own, new Date()) : "is of no certificate: none is configured.";
  if (!documents || !own || why !== undefined) {
    throw new SigningRefused(`the key for documents ${why}`);
  }
  return { signature: detachedSignature(documents, digest).toString("base64"), certificate: sha256(own.raw) };
}

function documentCertificate({ documents }: Held): unknown {
  const [own] = documents?.certificates ?? [];
  return { certificate: own ? { sha256: sha256(own.raw), ends: new Date(own.validTo).toISOString() } : null };
}

/** What is signed begins with DSSE's own word, so that it is never taken for an event's line. */
function signStatement({ eventKey }: Held, payload: string): DsseEnvelope {
  if (!eventKey) {
    throw new Error("no key signs statements");
  }
  const { privateKey, verifier } = eventKey;
  const keyid = publicKeyId(verifier.publicKey);
  const signer = { keyid, sign: (message: Uint8Array) => new Uint8Array(signBytes(null, message, privateKey)) };
  return signedEnvelope(STATEMENT_TYPE, Buffer.from(payload, "base64"), [signer]);
}

const BUILT_IN = ["account:system", "account:anonymous"];

function dataName(name: string): string {
  return `data:${name}`;
}

/** Destroys keys of persons, or of what was in quarantine. Those of the built-in accounts stay: what Pedigree itself records needs them. */
function destroy({ store }: Held, names: readonly string[]): unknown {
  const kept = BUILT_IN.map((subject) => subjectKey(pseudonym(store, subject)));
  if (names.some((name) => kept.includes(name))) {
    throw new SigningRefused("the keys of the built-in accounts are never destroyed");
  }
  for (const name of names) {
    store.destroy(dataName(name));
  }
  return {};
}

function statusOf(error: unknown): number {
  if (error instanceof KeyDestroyed) {
    return GONE;
  }
  return error instanceof CheckpointRefused || error instanceof SigningRefused ? CONFLICT : BAD_REQUEST;
}

function rotate(held: Held, use: KeyUse, step: "prepare" | "activate" | "retire"): unknown {
  const { ring } = held;
  const told = step === "prepare" ? { prepared: ring.prepare(use) } : ring[step](use);
  held.eventKey = ring.signing("events")[0];
  return told;
}

/** Answers one request out of what is held. */
function answer(held: Held, request: KeyQuestion): unknown {
  switch (request.ask) {
    case "public_keys":
      return held.ring.publicKeys;
    case "pseudonyms":
      return { pseudonyms: request.subjects.map((subject) => pseudonym(held.store, subject)) };
    case "data_key":
      return { key: held.store.secret(dataName(request.name)).toString("base64") };
    case "destroy_keys":
      return destroy(held, request.names);
    case "destroyed_keys":
      return { names: request.names.filter((name) => held.store.isDestroyed(dataName(name))) };
    case "sign":
      return { notes: sign(held, request.lines) };
    case "sign_statement":
      return signStatement(held, request.payload);
    case "checkpoint":
      return { note: held.checkpoints.sign(request, held.ring.signing("log")) };
    case "document":
      return signDocument(held, request.sha256);
    case "document_certificate":
      return documentCertificate(held);
    case "last_checkpoint":
      return { note: held.checkpoints.last };
    case "rotate":
      return rotate(held, request.use, request.step);
    case "confirm":
      held.heads.confirm(request.heads);
      return {};
    case "heads":
      return { heads: held.heads.of(request.subjects) };
    case "heads_under":
      return request.unless === held.heads.tag
        ? { tag: held.heads.tag }
        : { tag: held.heads.tag, heads: held.heads.under(request.prefix, request.holding) };
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

/** The folder of the keys, what encrypts them, and the key that signs documents. */
interface Keys {
  readonly directory: string;
  readonly kek?: string | undefined;
  readonly documents?: DocumentKey | undefined;
}

/** Serves the keys in `directory` on the unix socket `socket` (mode 0600). Resolves when it listens. */
export function serveKeys(options: Keys & { readonly socket: string }): Promise<Server> {
  const held = hold(options);
  mkdirSync(dirname(options.socket), { recursive: true, mode: 0o700 });
  rmSync(options.socket, { force: true });
  const server = createServer(async (request, response) => {
    try {
      const reply = answer(held, KeyRequest.parse(JSON.parse(await body(request))));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
    } catch (error) {
      response.writeHead(statusOf(error)).end(error instanceof Error ? error.message : "bad request");
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
