import { join } from "node:path";
import { configuration } from "@/lib/env";
import { directoryStorage } from "./directory";
import { s3Storage } from "./s3";
import type { LogStorage } from "./storage";

/** Where this installation keeps the log's files: in a bucket, or in its own directory. */
export function logStorage(): LogStorage {
  const { home, logBucket } = configuration();
  return logBucket ? s3Storage(logBucket) : directoryStorage(join(/* turbopackIgnore: true */ home, "log"));
}
