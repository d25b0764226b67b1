import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { sha256 } from "@/lib/hash";
import { payloadProperties } from "@/lib/ledger/event-node";
import { TILE_WIDTH } from "@/lib/tlog/tile";
import type { Breach } from "./findings";
import { type Fate, fatesOf, type Gone } from "./gone";
import { payloadLines } from "./payloads";
import type { LogStorage } from "./storage";

const Line = z.object({ event: z.string(), name: z.string(), ciphertext: z.string() });
type Line = z.infer<typeof Line>;

function lineOf(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The digests of the copies of each payload: one, unless somebody added another. */
function digests(lines: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of lines.map(lineOf)) {
    const key = line ? `${line.event} ${line.name}` : "a line that is none";
    const digest = sha256(Buffer.from(line?.ciphertext ?? "", "base64"));
    found.set(key, [...(found.get(key) ?? []), digest]);
  }
  return found;
}

/** What is wrong with the copies of one payload. */
function wrongIn(copies: readonly string[], wanted: string, fate: Fate): string | undefined {
  if (copies.length === 0) {
    return fate === "kept" ? "payload_copy_missing" : undefined;
  }
  if (fate === "erased") {
    return "erased_part_back";
  }
  return copies.length === 1 && copies[0] === wanted ? undefined : "payload_copy_differs";
}

/**
 * Are the payloads beside the log the ones to which the events of the stretch from `start` are committed? Without them the
 * log alone could not rebuild what people see. What was erased has no copy.
 */
export async function copiesDiffer(
  storage: LogStorage,
  start: number,
  logged: readonly { readonly envelope: Envelope }[],
  gone: Gone,
): Promise<Breach[]> {
  const fates = fatesOf(
    gone,
    logged.map(({ envelope }) => envelope),
  );
  const found = digests(await payloadLines(storage, Math.floor(start / TILE_WIDTH)));
  const breaches: Breach[] = [];
  for (const { envelope } of logged) {
    for (const commitment of envelope.payloads ?? []) {
      const key = `${envelope.id} ${commitment.name}`;
      const copies = found.get(key) ?? [];
      const isLeaving = gone.leaving.has(commitment.key);
      const fate = fates.get(payloadProperties(envelope.id, commitment).id) ?? "kept";
      const kind = isLeaving ? undefined : wrongIn(copies, commitment.sha256, fate);
      if (kind !== undefined) {
        breaches.push({ kind, detail: `payload ${commitment.name} of event ${envelope.id}` });
      }
      found.delete(key);
    }
  }
  // The last bundle may have gained entries since the tree of this sweep was published.
  const isWhole = logged.length === TILE_WIDTH;
  return isWhole
    ? [
        ...breaches,
        ...[...found.keys()].map((key) => ({ kind: "payload_copy_differs", detail: `no event made ${key}` })),
      ]
    : breaches;
}
