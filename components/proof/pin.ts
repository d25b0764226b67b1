import { z } from "zod";
import { askLogKeys } from "@/lib/client/log";
import { PublicKeys } from "@/lib/contract/log";
import type { Introduced, Pin, SignedTree } from "./evidence";
import { memory } from "./memory";

const pins = memory<Pin>("pedigree-log-pin", PublicKeys.extend({ at: z.string() }));

/** The largest checkpoint that was found valid here. */
const Seen = z.object({ origin: z.string(), size: z.int(), root: z.string(), note: z.string(), at: z.string() });
const seen = memory("pedigree-log-seen", Seen);

/** The keys that this browser pinned; null before it verified anything. */
export const usePin = pins.use;

/** The keys that this browser trusts. Without any, it takes the server's, once: trust on first use. */
export async function pinned(): Promise<Pin> {
  const known = pins.read();
  if (known) {
    return known;
  }
  const keys = await askLogKeys();
  // Another tab may have been first.
  return pins.read() ?? pin(keys);
}

/** Trusts these keys from now on, instead of those before. */
export function pin(keys: PublicKeys): Pin {
  const next = { ...keys, at: new Date().toISOString() };
  pins.write(next);
  return next;
}

/** Trusts a key that a proven event of the pinned log brought in, beside those before. */
export function pinIntroduced({ use, vkey }: Introduced): void {
  const known = pins.read();
  if (known && !known[use].includes(vkey)) {
    pins.write({ ...known, [use]: [vkey, ...known[use]] });
  }
}

/** The largest checkpoint of this log that this browser saw. */
export function seenTree(origin: string): SignedTree | null {
  const last = seen.read();
  return last?.origin === origin ? last : null;
}

export const useSeen = seen.use;

/** Remembers a checkpoint that was found to continue what was seen before, unless a larger one is remembered by now. */
export function remember(tree: SignedTree): void {
  if (tree.size > (seenTree(tree.origin)?.size ?? -1)) {
    seen.write({ ...tree, at: new Date().toISOString() });
  }
}
