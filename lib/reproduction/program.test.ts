import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { processesWith } from "./processes.testing";
import { printed } from "./program";

test("a program is ended by its signal, with what it started", async () => {
  const mark = randomUUID();
  const ending = new AbortController();
  const running = printed(["sh", "-c", `sh -c 'sleep 600; :' ${mark} & wait; :`, mark], { signal: ending.signal });
  const ended = expect(running).rejects.toThrow();
  await vi.waitFor(() => expect(processesWith(mark)).toHaveLength(2), 10_000);
  ending.abort();
  await ended;
  await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), 5_000);
});
