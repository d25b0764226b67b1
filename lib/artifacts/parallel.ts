/** What `work` makes of each of `source`, in their order; up to `width` are worked on at the same time. */
export async function* inParallel<From, To>(
  source: AsyncIterable<From> | Iterable<From>,
  width: number,
  work: (each: From) => Promise<To>,
): AsyncGenerator<To> {
  const pending: Promise<To>[] = [];
  try {
    for await (const each of source) {
      const next = work(each);
      // It is waited for below, after those before it.
      next.catch(() => undefined);
      pending.push(next);
      const [first] = pending;
      if (first && pending.length >= width) {
        yield await first;
        pending.shift();
      }
    }
    for (let first = pending[0]; first; first = pending[0]) {
      yield await first;
      pending.shift();
    }
  } finally {
    await Promise.allSettled(pending);
  }
}
