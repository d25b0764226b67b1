import { join } from "node:path";
import { configuration } from "@/lib/env";
import { DirectoryStore } from "./directory";
import { S3Store } from "./s3";
import type { BlobStore } from "./store";

/** Where this installation keeps the bytes of artifacts: in a bucket, or in its own directory. */
export function artifactStore(): BlobStore {
  const { home, artifacts } = configuration();
  return artifacts.bucket
    ? new S3Store(artifacts.bucket, artifacts.lockDays)
    : new DirectoryStore(join(/* turbopackIgnore: true */ home, "artifacts"));
}

/** Where uploads are until they are whole. */
export function uploadDirectory(): string {
  return join(/* turbopackIgnore: true */ configuration().home, "uploads");
}
