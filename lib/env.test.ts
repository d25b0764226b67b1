import { expect, test } from "vitest";
import { parseEnv } from "./env";
import { SetupError } from "./errors";
import { verifierKey, vkeyText } from "./tlog/note";

test("the app listens on loopback unless an address of the machine is named", () => {
  expect(parseEnv({}).listenAddress).toBe("127.0.0.1");
  expect(parseEnv({ LISTEN_ADDRESS: "" }).listenAddress).toBe("127.0.0.1");
  for (const address of ["0.0.0.0", "::1", "localhost"]) {
    expect(parseEnv({ LISTEN_ADDRESS: address }).listenAddress).toBe(address);
  }
  const wrong = () => parseEnv({ LISTEN_ADDRESS: "everywhere" });
  expect(wrong).toThrow(SetupError);
  expect(wrong).toThrow("LISTEN_ADDRESS must be an IP address of this machine");
});

test("a witness is its verifier key, an @ and where it takes checkpoints", () => {
  const vkeys = ["one.example/w", "tw@.example"].map((name) => vkeyText(verifierKey(name, new Uint8Array(32), 0x04)));
  const { witnesses, quorum } = parseEnv({
    PEDIGREE_WITNESSES: `${vkeys[0]}@https://one.example/prefix/,\n ${vkeys[1]}@http://user@two.example`,
    PEDIGREE_WITNESS_QUORUM: "2",
  }).anchors;
  expect(quorum).toBe(2);
  expect(witnesses.map(({ key, url }) => [vkeyText(key), url])).toEqual([
    [vkeys[0], "https://one.example/prefix"],
    [vkeys[1], "http://user@two.example"],
  ]);
  const wrong = [
    vkeys[0],
    `${vkeys[0]}@ftp://one.example`,
    `${vkeys[0]?.replace("one", "two")}@https://one.example`,
    `${vkeyText(verifierKey("one.example/w", new Uint8Array(32)))}@https://one.example`,
  ];
  for (const each of wrong) {
    expect(() => parseEnv({ PEDIGREE_WITNESSES: each })).toThrow("PEDIGREE_WITNESSES must hold");
  }
  const unreachable = { PEDIGREE_WITNESSES: `${vkeys[0]}@https://one.example`, PEDIGREE_WITNESS_QUORUM: "2" };
  expect(() => parseEnv(unreachable)).toThrow("PEDIGREE_WITNESS_QUORUM is more than there are witnesses");
});

test("a place in a bucket is s3://bucket or s3://bucket/prefix", () => {
  expect(parseEnv({ PEDIGREE_LOG: "s3://bucket" }).logBucket).toEqual({ bucket: "bucket", prefix: "" });
  expect(parseEnv({ PEDIGREE_LOG: "s3://bucket/a/b/" }).logBucket).toEqual({ bucket: "bucket", prefix: "a/b/" });
  expect(parseEnv({}).logBucket).toBeUndefined();
  expect(parseEnv({ PEDIGREE_CHECKPOINT_COPIES: "s3://bucket/c" }).anchors.copies).toEqual({
    place: { bucket: "bucket", prefix: "c/" },
    days: 365,
  });
  for (const wrong of ["/somewhere", "s3://", "s3://B", "https://bucket"]) {
    expect(() => parseEnv({ PEDIGREE_LOG: wrong })).toThrow("PEDIGREE_LOG must be s3://bucket");
  }
});

test("the bytes of artifacts are in the state directory, or in a bucket that may lock them", () => {
  const { artifacts } = parseEnv({});
  expect(artifacts).toMatchObject({ bucket: undefined, lockDays: 0, uploadDays: 7 });
  expect(artifacts.references).toEqual({ directories: [], buckets: [], arePrivateAddressesAllowed: false });
  const locked = parseEnv({ PEDIGREE_ARTIFACTS: "s3://blobs/p", PEDIGREE_ARTIFACT_LOCK_DAYS: "30" }).artifacts;
  expect(locked).toMatchObject({ bucket: { bucket: "blobs", prefix: "p/" }, lockDays: 30 });
  expect(() => parseEnv({ PEDIGREE_ARTIFACT_LOCK_DAYS: "30" })).toThrow("PEDIGREE_ARTIFACT_LOCK_DAYS is for a bucket");
  const roots = parseEnv({ PEDIGREE_REFERENCE_ROOTS: "file:///data/models, s3://sets/frozen" }).artifacts.references;
  expect(roots).toMatchObject({ directories: ["/data/models"], buckets: [{ bucket: "sets", prefix: "frozen/" }] });
  for (const wrong of ["/data", "file://host/data", "https://example.org"]) {
    expect(() => parseEnv({ PEDIGREE_REFERENCE_ROOTS: wrong })).toThrow("PEDIGREE_REFERENCE_ROOTS must hold");
  }
});
