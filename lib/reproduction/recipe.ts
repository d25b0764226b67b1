import { z } from "zod";

/** An environment that was built: where its programs are, the one that it is for, and the folders that a command sees, here by there. */
export const Built = z.object({ bin: z.string(), program: z.string(), shown: z.record(z.string(), z.string()) });
export type Built = z.infer<typeof Built>;

/** How an environment is built. The same key means the same environment. */
export interface Recipe {
  readonly key: string;
  readonly install: (folder: string, signal?: AbortSignal) => Promise<Built>;
}
