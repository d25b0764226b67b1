import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { BUILD_TIMEOUT_MS, builtJudge, judge } from "../judge.testing";
import { beside, corpus, FOLDER, HOLDS } from "./all.testing";
import { judged } from "./log.testing";

beforeAll(async () => {
  await builtJudge();
}, BUILD_TIMEOUT_MS);

const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
  .sort();
const zips = files.filter((path) => path.endsWith(".zip"));
const isGood = (path: string) => path.startsWith(`${HOLDS}/`);

function content(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FOLDER, path)));
}

test("the corpus is what the script makes, byte for byte", () => {
  const made = new Map<string, Uint8Array | string>([...corpus(), ...beside()]);
  expect(files).toEqual([...made.keys()].sort());
  for (const [path, bytes] of made) {
    expect(Buffer.compare(content(path), Buffer.from(bytes)), path).toBe(0);
  }
});

test("it is large enough to mean something, and small enough to be kept", () => {
  const bad = zips.filter((path) => !isGood(path));
  expect(bad.length).toBeGreaterThanOrEqual(100);
  expect(new Set(bad.map((path) => path.split("/")[0])).size).toBeGreaterThanOrEqual(25);
  expect(zips.length - bad.length).toBeGreaterThanOrEqual(10);
  expect(files.reduce((total, path) => total + content(path).length, 0)).toBeLessThan(2_000_000);
});

test("only good bundles hold, and each verdict is the one that is kept beside it", () => {
  const verdicts = z.record(z.string(), z.string()).parse(JSON.parse(Buffer.from(content("verdicts.json")).toString()));
  for (const path of zips) {
    const verdict = judged(content(path));
    expect(verdict.valid, path).toBe(isGood(path));
    expect(verdict.valid ? "valid" : verdict.why, path).toBe(verdicts[path]);
  }
});

/** What the Go libraries take and we refuse: by C2SP, or since readers of zips and of JSON differ on it. Never the other way. */
const ONLY_GO: Readonly<Record<string, readonly string[]>> = {
  "signed-note: every signature of a known key is verified": [
    "several-signatures/a-bad-one-of-the-same-key-behind-the-good-one",
    "several-signatures/a-bad-one-of-the-key-that-was-replaced",
  ],
  "signed-note: a limit of signatures": ["several-signatures/65-of-them"],
  "signed-note, tlog-proof: lines end in a newline alone, the last one too": [
    "line-ends/crlf-in-the-proof",
    "line-ends/crlf-before-the-checkpoint",
    "line-ends/crlf-in-the-checkpoint",
    "line-ends/no-newline-at-the-end-of-the-proof",
  ],
  "tlog-checkpoint, tlog-proof: no leading zeros": [
    "numbers-of-places/with-a-leading-zero",
    "numbers-of-sizes/a-size-with-a-leading-zero",
  ],
  "tlog-checkpoint: extension lines are not empty": ["line-ends/an-empty-extension-of-the-checkpoint"],
  "RFC 4648, section 3.5: one spelling for the same bytes": [
    "base64/bits-that-belong-to-no-byte",
    "base64/bits-of-a-signature-that-belong-to-no-byte",
    "base64/bits-of-the-root-that-belong-to-no-byte",
  ],
  "trust.json is of one form; the verdict does not rest on it": [
    "trust/null",
    "trust/a-name-in-capitals",
    "trust/no-keys-of-the-log",
    "trust/nothing-for-the-witnesses",
    "trust/an-empty-origin",
    "trust/something-behind-it",
  ],
  "a zip holds these files, each once, and nothing else": [
    "files-of-the-zip/two-events-the-good-one-first",
    "files-of-the-zip/the-same-event-twice",
    "files-of-the-zip/a-file-that-does-not-belong",
    "files-of-the-zip/a-way-out-of-the-folder",
    "files-of-the-zip/a-way-from-the-root",
    "files-of-the-zip/a-backslash",
    "files-of-the-zip/a-folder-called-like-the-event",
    "ends-of-the-zip/something-before-it",
    "ends-of-the-zip/something-behind-it",
    "ends-of-the-zip/a-comment",
  ],
  "a zip says the same of a file in both places": [
    "bytes-flipped/in-the-zip-1",
    "bytes-flipped/in-the-zip-2",
    "lies-of-the-zip/another-size-before-the-file",
    "lies-of-the-zip/another-name-before-the-file",
  ],
  "a file that is said to be encrypted": ["lies-of-the-zip/encrypted-it-says"],
};

test("the Go libraries take what we take, and refuse what we refuse but for what is listed with its reason", async () => {
  const paths = zips.map((path) => join(FOLDER, path));
  const { code, stdout, stderr } = await judge(["bundle", join(FOLDER, "pinned.json"), ...paths]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const taken = paths.filter((path) => stdout.includes(`${path} valid\n`));
  expect(stdout.trimEnd().split("\n")).toHaveLength(zips.length);
  const listed = Object.values(ONLY_GO).flat();
  const expected = [...zips.filter(isGood), ...listed.map((name) => `${name}.zip`)];
  expect(taken.map((path) => relative(FOLDER, path)).sort()).toEqual(expected.sort());
});
