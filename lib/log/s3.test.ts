import { expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { ownGateway } from "@/lib/s3/versitygw.testing";
import { s3Storage } from "./s3";
import { type LogStorage, Tampered } from "./storage";

const gateway = ownGateway();

async function storageIn(bucket: string): Promise<LogStorage> {
  await gateway.bucket(bucket);
  const { logBucket } = parseEnv({ PEDIGREE_LOG: `s3://${bucket}/the/log/` });
  return s3Storage(logBucket ?? { bucket: "", prefix: "" });
}

const text = async (storage: LogStorage, path: string) => {
  const bytes = await storage.read(path);
  return bytes && Buffer.from(bytes).toString("utf8");
};

test("what was created is never written over, also when several create it at once", async () => {
  const storage = await storageIn("once");
  expect(await storage.read("tile/0/000")).toBeUndefined();
  await storage.create("tile/0/000", Buffer.from("first"));
  await storage.create("tile/0/000", Buffer.from("first"));
  await expect(storage.create("tile/0/000", Buffer.from("other"))).rejects.toThrow(Tampered);
  expect(await text(storage, "tile/0/000")).toBe("first");

  const racers = Array.from({ length: 8 }, (_, index) => storage.create("tile/0/001", Buffer.from(`racer ${index}`)));
  const ended = await Promise.allSettled(racers);
  const winners = ended.flatMap(({ status }, index) => (status === "fulfilled" ? [`racer ${index}`] : []));
  expect(winners).toEqual([await text(storage, "tile/0/001")]);
});

test("what may change is replaced and removed, and removing it twice is no fault", async () => {
  const storage = await storageIn("changes");
  await storage.replace("checkpoint", Buffer.from("one"));
  await storage.replace("checkpoint", Buffer.from("two"));
  expect(await text(storage, "checkpoint")).toBe("two");
  await storage.remove("checkpoint");
  await storage.remove("checkpoint");
  expect(await storage.read("checkpoint")).toBeUndefined();
});

test("a folder of more than a thousand files is listed whole, and nothing beside it", async () => {
  const storage = await storageIn("many");
  const paths = Array.from({ length: 1_100 }, (_, index) => `payloads/${String(index).padStart(4, "0")}`);
  for (let at = 0; at < paths.length; at += 50) {
    await Promise.all(paths.slice(at, at + 50).map((path) => storage.create(path, Buffer.from(path))));
  }
  await storage.create("payloads-of-others/1", Buffer.from("1"));
  expect((await storage.list("payloads")).sort()).toEqual(paths);
  expect(await storage.list("nothing")).toEqual([]);
});
