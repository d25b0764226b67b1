/** The first page of a list, or all of them one after the other. */
export async function* pages<Reply extends { readonly cursor: string | null }>(
  isAll: boolean,
  ask: (cursor: string | undefined) => Promise<Reply>,
): AsyncGenerator<Reply> {
  let reply = await ask(undefined);
  yield reply;
  while (isAll && reply.cursor !== null) {
    reply = await ask(reply.cursor);
    yield reply;
  }
}
