import { createHmac } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { z } from "zod";
import { Pseudonym } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import { Unrecordable } from "@/lib/errors";
import type { KeyRequest } from "./server";

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

function ask<Reply extends z.ZodType>(request: KeyRequest, reply: Reply): Promise<z.infer<Reply>> {
  return new Promise((resolve, reject) => {
    const body = Buffer.from(JSON.stringify(request));
    const fail = (error: Error) => reject(new Unrecordable(`the key process does not answer: ${error.message}`));
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
          } else {
            fail(new Error(text));
          }
        });
      },
    );
    call.on("error", fail);
    call.end(body);
  });
}

// Keys and pseudonyms never change, so what was learnt once is kept; the promise is kept to share the first call.
const dataKeys = new Map<string, Promise<Buffer>>();
const pseudonyms = new Map<string, Pseudonym>();

/** Keeps `made` under `name` while it is pending or done; a failed call is forgotten, so that the next one tries again. */
function remember(name: string, made: () => Promise<Buffer>): Promise<Buffer> {
  const known = dataKeys.get(name);
  if (known) {
    return known;
  }
  const promise = made();
  dataKeys.set(name, promise);
  promise.catch(() => dataKeys.delete(name));
  return promise;
}

/** The 32-byte key called `name`, for payloads, digests and row seals; made on first use. */
export function dataKey(name: string): Promise<Buffer> {
  return remember(name, async () => {
    const reply = await ask({ ask: "data_key", name }, z.object({ key: z.base64() }));
    return Buffer.from(reply.key, "base64");
  });
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

/** The verifier key that opens the recorder's notes. */
export async function eventVerifierKey(): Promise<string> {
  return (await ask({ ask: "verifier" }, z.object({ key: z.string() }))).key;
}
