/** What `answer` comes to, or what `late` returns or throws where it has come to nothing after `ms` milliseconds. */
export async function within<T>(answer: Promise<T>, ms: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([answer, over.then(late)]).finally(() => clearTimeout(timer));
}
