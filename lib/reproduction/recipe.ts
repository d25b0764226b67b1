import { z } from "zod";

/**
 * An environment that was built: where its programs are looked for first, a path that is there as long as it is whole, the folders that a command
 * sees, here by there, and of an image its files and its variables.
 */
export const Built = z.object({
  path: z.array(z.string()),
  kept: z.string(),
  shown: z.record(z.string(), z.string()),
  image: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type Built = z.infer<typeof Built>;

/** How an environment is built. The same key means the same environment. */
export interface Recipe {
  readonly key: string;
  readonly install: (folder: string, signal?: AbortSignal) => Promise<Built>;
}
