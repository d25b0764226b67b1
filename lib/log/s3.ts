import type { BucketPlace } from "@/lib/env/values";
import { Bucket } from "@/lib/s3/bucket";
import { type LogStorage, Tampered } from "./storage";

/** The log's files in an S3 bucket. The server keeps an object whole or not at all, and every reader finds the last write. */
export function s3Storage(place: BucketPlace): LogStorage {
  const bucket = new Bucket(place);
  return {
    read: (path) => bucket.get(path),
    async create(path, bytes) {
      // Looked at first, since a server may not know conditional puts and write over what is there.
      const known = await bucket.get(path);
      if (known === undefined && (await bucket.putOnce(path, bytes))) {
        return;
      }
      const there = known ?? (await bucket.get(path));
      if (!there) {
        throw new Error(`${path} was written by somebody else at this moment, and is not there`);
      }
      if (Buffer.compare(there, bytes) !== 0) {
        throw new Tampered(`${path} is there with other bytes`);
      }
    },
    replace: (path, bytes) => bucket.put(path, bytes),
    remove: (path) => bucket.remove(path),
    purge: (folder) => bucket.purge(`${folder}/`),
    list: (folder) => bucket.list(`${folder}/`),
  };
}
