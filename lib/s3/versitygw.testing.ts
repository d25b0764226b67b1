import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll } from "vitest";
import { type Beside, BUILD_TIMEOUT_MS, freePort, goProgram, startBeside } from "@/lib/programs.testing";

const KEYS = { AWS_ACCESS_KEY_ID: "pedigree", AWS_SECRET_ACCESS_KEY: "pedigree-secret", AWS_REGION: "us-east-1" };

/** An S3 server of this test file, and a client of it that is not ours. */
export interface Gateway {
  readonly client: S3Client;
  /** Makes a bucket; with Object Lock when it is to hold copies. */
  bucket(name: string, options?: { readonly isLocked: boolean }): Promise<void>;
}

/**
 * Gives the tests of this file an S3 server of their own (versitygw over a directory, with versions) and sets the variables
 * by which the SDK and Pedigree find it.
 */
export function ownGateway(): Gateway {
  const room = mkdtempSync(join(tmpdir(), "pedigree-s3-"));
  let running: Beside | undefined;
  let client = new S3Client();
  beforeAll(async () => {
    const program = await goProgram("github.com/versity/versitygw/cmd/versitygw", "v1.8.0");
    const [data, versions] = ["data", "versions"].map((name) => join(room, name));
    for (const each of [data, versions]) {
      mkdirSync(each ?? "");
    }
    const port = await freePort();
    const env = { ROOT_ACCESS_KEY: KEYS.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: KEYS.AWS_SECRET_ACCESS_KEY };
    const served = ["posix", "--versioning-dir", versions ?? "", data ?? ""];
    running = await startBeside([program, "--port", `127.0.0.1:${port}`, "--quiet", ...served], port, env);
    const endpoint = `http://127.0.0.1:${port}`;
    Object.assign(process.env, KEYS, { PEDIGREE_S3_ENDPOINT: endpoint });
    client = new S3Client({ endpoint, forcePathStyle: true });
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    await running?.stop();
    rmSync(room, { recursive: true });
  });
  return {
    get client() {
      return client;
    },
    async bucket(name, options) {
      await client.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: options?.isLocked }));
    },
  };
}
