/** How long another instance's revocation may go unnoticed here; this instance's own takes effect at once. */
const REMEMBERED_MS = 2_000;
const MAX_REMEMBERED = 10_000;

interface Remembered {
  readonly found: Promise<unknown>;
  readonly until: number;
}

// The framework may load a module twice; one copy would not hear what the other one forgets.
const shared = globalThis as typeof globalThis & { pedigreeCallers?: Map<string, Remembered> };

function remembered(): Map<string, Remembered> {
  shared.pedigreeCallers ??= new Map();
  return shared.pedigreeCallers;
}

/** What `look` finds under `key`, shared by all who ask within two seconds. A failure is not remembered. */
export async function rememberFor<Found>(key: string, now: number, look: () => Promise<Found>): Promise<Found> {
  const memory = remembered();
  const known = memory.get(key);
  if (known && known.until > now && known.until <= now + REMEMBERED_MS) {
    return known.found as Promise<Found>;
  }
  if (memory.size >= MAX_REMEMBERED) {
    memory.clear();
  }
  const found = look();
  const entry = { found, until: now + REMEMBERED_MS };
  memory.set(key, entry);
  found.catch(() => memory.get(key) === entry && memory.delete(key));
  return found;
}

/** Forgets everybody: somebody's rights, session or token changed. Look-ups under way are not shared any more. */
export function forgetCallers(): void {
  remembered().clear();
}
