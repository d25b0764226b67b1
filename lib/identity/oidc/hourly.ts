const HOUR_MS = 3_600_000;

/** Keeps for an hour what was made under a key; what failed is forgotten, so that the next who asks tries again. */
export function hourly<Made>(): (key: string, now: number, make: () => Promise<Made>) => Promise<Made> {
  const kept = new Map<string, { readonly made: Promise<Made>; readonly until: number }>();
  return (key, now, make) => {
    const known = kept.get(key);
    if (known && known.until > now) {
      return known.made;
    }
    const made = make();
    kept.set(key, { made, until: now + HOUR_MS });
    return made.catch((error: unknown) => {
      kept.delete(key);
      throw error;
    });
  };
}
