import { join } from "node:path";
import { configuration } from "@/lib/env";
import { directoryStorage } from "./directory";
import type { LogStorage } from "./storage";

/** Where this installation keeps the log's files. */
export function logStorage(): LogStorage {
  return directoryStorage(join(/* turbopackIgnore: true */ configuration().home, "log"));
}
