import { z } from "zod";
import type { LogStorage } from "./storage";

const Line = z.object({ event: z.string(), name: z.string(), key: z.string() });
/** A payload as its copy beside the log names it. */
export type CopiedPart = z.infer<typeof Line>;

function linesIn(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
}

function named(line: string): CopiedPart | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Says which of the parts that one file has copies of are gone, each as `event/name`. */
export type WhatIsGone = (parts: readonly CopiedPart[]) => ReadonlySet<string> | Promise<ReadonlySet<string>>;

/** How a part is called, as its node in the database is. */
export function partName({ event, name }: CopiedPart): string {
  return `${event}/${name}`;
}

/** Takes the parts that are gone out of one file. What is no line of ours stays for the sweep to find. */
async function eraseFrom(storage: LogStorage, path: string, whatIsGone: WhatIsGone): Promise<void> {
  const lines = linesIn((await storage.read(path)) ?? new Uint8Array()).map((text) => ({ text, part: named(text) }));
  const gone = await whatIsGone(lines.flatMap(({ part }) => part ?? []));
  const kept = lines.filter(({ part }) => part === undefined || !gone.has(partName(part)));
  if (kept.length === lines.length) {
    return;
  }
  await (kept.length === 0
    ? storage.remove(path)
    : storage.replace(path, Buffer.from(kept.map(({ text }) => `${text}\n`).join(""))));
}

/**
 * Takes the copies of parts away that lie beside the log, with all earlier versions of their files that no lock holds; says
 * how many a lock holds. Only whoever integrates may call it, between two rounds: nobody else writes these files then. May
 * be done again.
 */
export async function eraseCopies(storage: LogStorage, whatIsGone: WhatIsGone): Promise<{ readonly locked: number }> {
  for (const path of await storage.list("payload")) {
    await eraseFrom(storage, path, whatIsGone);
  }
  // Also of files that went earlier: a bucket keeps what was written over.
  return { locked: await storage.purge("payload") };
}
