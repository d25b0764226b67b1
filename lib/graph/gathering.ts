import DataLoader from "dataloader";
import { z } from "zod";
import type { Parameters, ReadTx } from "./session";

const Answer = z.looseObject({ at: z.int(), call: z.unknown() });
type Row = Record<string, unknown>;

/**
 * `query` for many calls at once: what it takes is taken from each call, also within its subqueries. It may name nothing `at` or
 * `call` itself.
 */
export function forMany(query: string): string {
  const ofCall = query
    .replaceAll(/\$(\w+)/g, "call.given.$1")
    .replaceAll(/\bCALL \(([^()]*)\)/g, (_, scope: string) => `CALL (${scope.trim() === "" ? "" : `${scope}, `}call)`);
  return `
    UNWIND $calls AS call
    CALL (call) { ${ofCall} }
    RETURN *, call.at AS at`;
}

async function answers(tx: ReadTx, query: string, calls: readonly Parameters[]): Promise<Row[][]> {
  const found = calls.map((): Row[] => []);
  const numbered = calls.map((given, at) => ({ given, at }));
  for (const { at, call: _, ...row } of await tx.rows(forMany(query), { calls: numbered }, Answer)) {
    found[at]?.push(row);
  }
  return found;
}

/**
 * Reads by `tx`, each query once for all that ask it in the same turn: what is done for many things at once costs as many
 * round trips as for one. A query must not take a parameter where Cypher takes no variable, as after LIMIT.
 */
export function gathering(tx: ReadTx): ReadTx {
  const loaders = new Map<string, DataLoader<Parameters, Row[]>>();
  const loaderOf = (query: string) => {
    const known = loaders.get(query);
    const loader =
      known ??
      new DataLoader((calls: readonly Parameters[]) => answers(tx, query, calls), {
        cache: false,
        batchScheduleFn: (send) => setImmediate(send),
      });
    loaders.set(query, loader);
    return loader;
  };
  return {
    rows: async (query, parameters, row) => (await loaderOf(query).load(parameters)).map((found) => row.parse(found)),
  };
}
