import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

const State = z.strictObject({
  done: z.int().nonnegative(),
  made: z.record(z.string(), z.string()),
  story: z.string().optional(),
});

/** How far a recording came: how many steps of which story are done, and which ids the app gave to what they made. */
type State = z.infer<typeof State>;

/** Keeps a {@link State}. */
export interface Journal {
  load(): Promise<State>;
  save(state: State): Promise<void>;
}

const NOTHING: State = { done: 0, made: {} };

/** A journal that ends with the process. */
export function memoryJournal(): Journal {
  let state = NOTHING;
  return {
    load: async () => state,
    async save(next) {
      state = next;
    },
  };
}

/** A journal in a file. A crash right after a step, before it is saved, makes that step come again. */
export function fileJournal(path: string): Journal {
  return {
    async load() {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") {
          return undefined;
        }
        throw error;
      });
      return text === undefined ? NOTHING : State.parse(JSON.parse(text));
    },
    async save(state) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
  };
}
