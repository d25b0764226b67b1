import { z } from "zod";
import type { Envelope, PayloadCommitment } from "@/graph-schema/envelope";
import { KeyDestroyed } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { openPart } from "./payload";
import { PARTS } from "./trail-queries";

const Part = z.object({ name: z.string(), key: z.string(), ciphertext: z.string() });

/** An event with the ciphertexts that the database has of it. */
interface Carrying {
  readonly event: { readonly id: string };
  readonly envelope: Pick<Envelope, "payloads">;
  readonly payloads: readonly z.infer<typeof Part>[];
}

/** The content of a part; undefined where its key was destroyed, whoever put the ciphertext back. */
async function contentOf(eventId: string, part: z.infer<typeof Part>) {
  try {
    return z.json().parse(await openPart(eventId, part.name, part.key, part.ciphertext));
  } catch (error) {
    if (error instanceof KeyDestroyed) {
      return undefined;
    }
    throw error;
  }
}

/**
 * What the event's payloads hold: `open` with their content, `erased` when the ciphertext or its key is gone, `damaged` when
 * it is not what the event committed to, `hidden` from whoever may not read them.
 */
export function openPayloads(stored: Carrying, mayRead: boolean) {
  return Promise.all(
    (stored.envelope.payloads ?? []).map(async (committed: z.infer<typeof PayloadCommitment>) => {
      const part = stored.payloads.find(({ name }) => name === committed.name);
      if (!part) {
        return { ...committed, state: "erased" as const, content: null };
      }
      if (part.key !== committed.key || sha256(Buffer.from(part.ciphertext, "base64")) !== committed.sha256) {
        return { ...committed, state: "damaged" as const, content: null };
      }
      if (!mayRead) {
        return { ...committed, state: "hidden" as const, content: null };
      }
      const content = await contentOf(stored.event.id, part);
      return content === undefined
        ? { ...committed, state: "erased" as const, content: null }
        : { ...committed, state: "open" as const, content };
    }),
  );
}

type Opened = Awaited<ReturnType<typeof openPayloads>>[number];

/** What the part `name` of each of these signed events holds, by the event's id; nothing where an event has no such part. */
export async function openParts(
  tx: ReadTx,
  events: readonly Envelope[],
  name: string,
  mayRead: boolean,
): Promise<Map<string, Opened>> {
  const committed = events.filter(({ payloads }) => payloads?.some((part) => part.name === name));
  const ids = committed.map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await tx.rows(PARTS, { ids, name }, Part.extend({ id: z.string() }));
  const opened = await Promise.all(
    committed.map(async (envelope) => {
      const payloads = rows.filter(({ id }) => id === envelope.id);
      const parts = await openPayloads({ event: envelope, envelope, payloads }, mayRead);
      return parts.flatMap((part): [string, Opened][] => (part.name === name ? [[envelope.id, part]] : []));
    }),
  );
  return new Map(opened.flat());
}
