/** The `share` quantile of `values` by the nearest-rank method, in their unit. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** How long `work` takes, in seconds. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  return (await millisecondsOf(work)) / 1_000;
}

/** How long one call takes, in milliseconds. */
async function millisecondsOf(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await call();
  return performance.now() - began;
}

/**
 * Calls `call` for each item, by `workers` that each take the next item when their last call is answered.
 * Answers with how long each call took, and all together, in milliseconds.
 */
export async function closedLoop<Item>(
  items: readonly Item[],
  workers: number,
  call: (item: Item, worker: number) => Promise<unknown>,
): Promise<{ readonly each: number[]; readonly all: number }> {
  const each: number[] = [];
  const queue = [...items.entries()];
  const all = await millisecondsOf(() =>
    Promise.all(
      Array.from({ length: workers }, async (_, worker) => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const [, item] = next;
          each.push(await millisecondsOf(() => call(item, worker)));
        }
      }),
    ),
  );
  return { each, all };
}

/** One line of the result: ours beside its floor, the ratio, and the goal that it is held to. */
export interface Line {
  readonly what: string;
  readonly ours: string;
  readonly floor: string;
  readonly ratio: number;
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
}

/** Does the line keep its goal? */
export function isKept({ ratio, goal }: Line): boolean {
  return "atMost" in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
}

/** The result as a Markdown table. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map((line) => {
    const goal = "atMost" in line.goal ? `≤ ${line.goal.atMost}` : `≥ ${line.goal.atLeast}`;
    const verdict = isKept(line) ? "kept" : "MISSED";
    return `| ${line.what} | ${line.ours} | ${line.floor} | ${line.ratio.toFixed(2)} | ${goal} | ${verdict} |`;
  });
  return ["| What | Pedigree | Floor | Ratio | Goal | |", "|---|---|---|---|---|---|", ...rows].join("\n");
}
