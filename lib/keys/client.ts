import { createHmac } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import DataLoader from "dataloader";
import { z } from "zod";
import { Pseudonym } from "@/graph-schema/envelope";
import { Digest, Instant } from "@/graph-schema/values";
import { PublicKeys } from "@/lib/contract/log";
import { configuration } from "@/lib/env";
import { KeyDestroyed, KeysAway, SigningRefused, Unrecordable } from "@/lib/errors";
import { DsseEnvelope } from "@/lib/tlog/dsse";
import { base64, type Hash } from "@/lib/tlog/hash";
import { DestructibleKey } from "./names";
import { CONFLICT, GONE, Head, type KeyRequest, type KeyUse } from "./protocol";

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

function ask<Reply extends z.ZodType>(request: KeyRequest, reply: Reply): Promise<z.infer<Reply>> {
  return new Promise((resolve, reject) => {
    const body = Buffer.from(JSON.stringify(request));
    const fail = (error: Error) => reject(new KeysAway(`the key process does not answer: ${error.message}`));
    const call = httpRequest(
      { socketPath: configuration().signerSocket, method: "POST", agent, headers: { "content-length": body.length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          if (response.statusCode === 200) {
            resolve(reply.parse(JSON.parse(text)));
          } else if (response.statusCode === CONFLICT) {
            reject(new SigningRefused(text));
          } else if (response.statusCode === GONE) {
            reject(new KeyDestroyed(text));
          } else {
            reject(new Unrecordable(`the key process cannot answer: ${text}`));
          }
        });
      },
    );
    call.on("error", fail);
    call.end(body);
  });
}

/**
 * For how long a process goes on using a person's key without asking: when another one had it destroyed, nobody has it any
 * more after this time.
 */
export const SUBJECT_KEY_KEPT_MS = 2_000;

// Other keys and pseudonyms never change, so what was learnt once is kept; the promise is kept to share the first call.
const dataKeys = new Map<string, { readonly key: Promise<Buffer>; readonly until: number }>();
const pseudonyms = new Map<string, Pseudonym>();
const MOST_KEYS = 10_000;

/** Keeps `made` under `name` while it is pending or done; a failed call is forgotten, so that the next one tries again. */
function remember(name: string, made: () => Promise<Buffer>): Promise<Buffer> {
  const now = Date.now();
  const known = dataKeys.get(name);
  if (known && known.until > now) {
    return known.key;
  }
  if (dataKeys.size >= MOST_KEYS) {
    dataKeys.clear();
  }
  const isPassing = DestructibleKey.safeParse(name).success;
  const kept = { key: made(), until: isPassing ? now + SUBJECT_KEY_KEPT_MS : Number.POSITIVE_INFINITY };
  dataKeys.set(name, kept);
  kept.key.catch(() => dataKeys.get(name) === kept && dataKeys.delete(name));
  return kept.key;
}

/** The 32-byte key called `name`, for payloads, digests and row seals; made on first use. Rejects with {@link KeyDestroyed} for one that is gone. */
export function dataKey(name: string): Promise<Buffer> {
  return remember(name, async () => {
    const reply = await ask({ ask: "data_key", name }, z.object({ key: z.base64() }));
    return Buffer.from(reply.key, "base64");
  });
}

/** Has keys of persons, or of what was in quarantine, destroyed; durable when it resolves. Other processes may have them for {@link SUBJECT_KEY_KEPT_MS} more. */
export async function destroyKeys(names: readonly string[]): Promise<void> {
  await ask({ ask: "destroy_keys", names: [...names] }, z.object({}));
  for (const name of names) {
    dataKeys.delete(name);
  }
}

/** Which of these keys were destroyed. */
export async function destroyedKeys(names: readonly string[]): Promise<ReadonlySet<string>> {
  const reply = await ask({ ask: "destroyed_keys", names: [...names] }, z.object({ names: z.array(z.string()) }));
  return new Set(reply.names);
}

/** The pseudonyms of `subjects` such as `account:<uuid>`, in their order; each is made once and never changes. */
export async function pseudonymsOf(subjects: readonly string[]): Promise<Pseudonym[]> {
  const missing = [...new Set(subjects.filter((subject) => !pseudonyms.has(subject)))];
  if (missing.length > 0) {
    const reply = await ask({ ask: "pseudonyms", subjects: missing }, z.object({ pseudonyms: z.array(Pseudonym) }));
    for (const [index, made] of reply.pseudonyms.entries()) {
      pseudonyms.set(missing[index] ?? "", made);
    }
  }
  return subjects.map((subject) => Pseudonym.parse(pseudonyms.get(subject)));
}

/** The pseudonym of one subject. */
export async function pseudonymOf(subject: string): Promise<Pseudonym> {
  const [made] = await pseudonymsOf([subject]);
  return Pseudonym.parse(made);
}

/** HMAC-SHA-256 of `text` under the data key called `name`, in hex: comparable here, meaningless outside. */
export async function keyedDigest(name: string, text: string): Promise<string> {
  return createHmac("sha256", await dataKey(name))
    .update(text)
    .digest("hex");
}

/** Signs each canonical line as a C2SP note with the recorder's event key. */
export async function signLines(lines: readonly string[]): Promise<string[]> {
  const reply = await ask({ ask: "sign", lines: [...lines] }, z.object({ notes: z.array(z.string()) }));
  return reply.notes;
}

/** An in-toto statement in DSSE, signed by the recorder's event key under the name of its public key. */
export function signStatement(statement: string): Promise<DsseEnvelope> {
  return ask({ ask: "sign_statement", payload: Buffer.from(statement).toString("base64") }, DsseEnvelope);
}

/** What everybody may know of the keys: the log's name, and the verifier keys of the recorder and of the log. */
export function publicKeys(): Promise<PublicKeys> {
  return ask({ ask: "public_keys" }, PublicKeys);
}

const Note = z.object({ note: z.string() });

/** The signed checkpoint of the tree; rejects when it did not grow out of the last one that was signed. */
export async function signCheckpoint(size: number, root: Hash, proof: readonly Hash[]): Promise<string> {
  const wish = { size, root: base64(root), proof: proof.map(base64) };
  return (await ask({ ask: "checkpoint", ...wish }, Note)).note;
}

const DocumentSignature = z.object({ signature: z.base64(), certificate: Digest });

/** A signature (CMS, in DER) over a document with this SHA-256 digest by the key for documents, and its certificate's digest. */
export async function signDocument(digest: Hash): Promise<{ signature: Buffer; certificate: Digest }> {
  const { signature, certificate } = await ask({ ask: "document", sha256: base64(digest) }, DocumentSignature);
  return { signature: Buffer.from(signature, "base64"), certificate };
}

const DocumentCertificate = z.object({ certificate: z.object({ sha256: Digest, ends: Instant }).nullable() });

/** The certificate by whose key documents are signed, and when it ends; null where none is configured. */
export async function documentCertificate(): Promise<{ sha256: Digest; ends: Instant } | null> {
  return (await ask({ ask: "document_certificate" }, DocumentCertificate)).certificate;
}

/** The last checkpoint that the key process signed; null before the first. */
export async function lastSignedCheckpoint(): Promise<string | null> {
  return (await ask({ ask: "last_checkpoint" }, z.object({ note: z.string().nullable() }))).note;
}

/** Makes the next key of `use` and returns its verifier key. It signs nothing until {@link activateKey}. */
export async function prepareKey(use: KeyUse): Promise<string> {
  return (await ask({ ask: "rotate", use, step: "prepare" }, z.object({ prepared: z.string() }))).prepared;
}

/** The prepared key signs from now on; the log's old key signs beside it until {@link retireKeys}. */
export function activateKey(use: KeyUse): Promise<PublicKeys> {
  return ask({ ask: "rotate", use, step: "activate" }, PublicKeys);
}

/** From now on the newest key of `use` signs alone. */
export function retireKeys(use: KeyUse): Promise<PublicKeys> {
  return ask({ ask: "rotate", use, step: "retire" }, PublicKeys);
}

/** Keeps the latest decision about each subject outside of the database; durable when it resolves. */
export async function confirmHeads(heads: readonly Head[]): Promise<void> {
  await ask({ ask: "confirm", heads: [...heads] }, z.object({}));
}

const HeadList = z.object({ heads: z.array(Head) });

async function askHeads(subjects: readonly string[]): Promise<(Head | undefined)[]> {
  const { heads } = await ask({ ask: "heads", subjects: [...new Set(subjects)] }, HeadList);
  const bySubject = new Map(heads.map((head) => [head.subject, head]));
  return subjects.map((subject) => bySubject.get(subject));
}

/** Those who ask in the same turn share one request. */
const headLoader = new DataLoader<string, Head | undefined>(askHeads, {
  cache: false,
  batchScheduleFn: (send) => setImmediate(send),
});

/** The latest decision about each of `subjects` that was committed, where there was one. */
export async function headsOf(subjects: readonly string[]): Promise<Head[]> {
  const found = await Promise.all(subjects.map((subject) => headLoader.load(subject)));
  return found.filter((head) => head !== undefined);
}

interface KnownHeads {
  readonly tag: string;
  readonly heads: readonly Head[];
}

const HeadsUnder = z.object({ tag: z.string(), heads: z.array(Head).optional() });
const knownUnder = new Map<string, KnownHeads>();

/**
 * The latest decision about each subject that begins with `prefix` and has `holding` in it: the very list of before where nothing
 * was decided since. There are few pairs of `prefix` and `holding`.
 */
export async function headsUnder(prefix: string, holding = ""): Promise<readonly Head[]> {
  const name = `${prefix} ${holding}`;
  const before = knownUnder.get(name);
  const { tag, heads } = await ask({ ask: "heads_under", prefix, holding, unless: before?.tag }, HeadsUnder);
  if (before && !heads) {
    return before.heads;
  }
  const now = { tag, heads: heads ?? [] };
  knownUnder.set(name, now);
  return now.heads;
}
