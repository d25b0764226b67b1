import { constants, cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { migrate } from "@/lib/graph/migrate";
import { closeGraph } from "@/lib/graph/session";
import { environmentOf, startDatabase } from "./database";

/** What makes a database in a state directory: its files, and the password that it takes. */
const PARTS = [join("neo4j", "server"), join("neo4j", "password-accepted"), join("secrets", "neo4j-password")];

/** For tests: makes a database with the schema and nothing else below `home`, and stops it. Copies of it start in no time. */
export async function makeTemplate(home: string): Promise<void> {
  const database = await startDatabase({ home, heapMb: 512, pageCacheMb: 64, isBrief: true });
  Object.assign(process.env, environmentOf(database));
  await migrate();
  await closeGraph();
  await database.stop();
}

/** For tests: puts a copy of the template of this run into the state directory `home`, in the place of what is there. */
export function copyTemplate(home: string, template: string = inject("template")): void {
  for (const part of PARTS) {
    rmSync(join(home, part), { recursive: true, force: true });
    cpSync(join(template, part), join(home, part), { recursive: true, mode: constants.COPYFILE_FICLONE });
  }
}

declare module "vitest" {
  interface ProvidedContext {
    /** The state directory of a database with the schema and nothing else, which does not run. */
    readonly template: string;
  }
}
