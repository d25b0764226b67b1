import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packEvidence } from "@/lib/tlog/bundle";
import { statedTree } from "@/lib/tlog/checkpoint";
import { CHECKPOINT, entries, noteBy, PINNED, proofOf, recorder, SIZE } from "@/lib/tlog/corpus/log.testing";
import { packDossier } from "@/lib/tlog/dossier";
import { verifierProgram } from "./bundle";

const room = mkdtempSync(join(tmpdir(), "pedigree-verifier-"));
const PROGRAM = "pedigree-verify.mjs";
let program: Uint8Array;

/** What the program says, alone in a folder with the files that it is given: no network, nothing of our environment. */
async function said(...args: string[]): Promise<{ code: number; text: string }> {
  const alone = ["--user", "--map-root-user", "--net", "--", "env", "-i", process.execPath, PROGRAM, ...args];
  return promisify(execFile)("unshare", alone, { cwd: room }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      text: error.stdout + error.stderr,
    }),
  );
}

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(join(room, name), content);
  return name;
}

beforeAll(async () => {
  program = await verifierProgram();
  put(PROGRAM, program);
  put("pinned.json", JSON.stringify(PINNED));
  const held = [0, 12, 19].map(async (index) => ({
    index,
    note: entries[index] ?? "",
    proof: await proofOf(index, SIZE, CHECKPOINT),
  }));
  const tree = statedTree(CHECKPOINT);
  const [first] = await Promise.all(held);
  if (!tree || !first) {
    throw new Error("the corpus has no checkpoint");
  }
  const about = { project: "churn", type: "model_version", id: "churn:v2" };
  const documents = { "artifacts.json": "[]\n" };
  const log = { checkpoint: CHECKPOINT, tree, trust: PINNED };
  const sign = async (line: string) => noteBy(`${line}\n`, recorder[0]);
  put("dossier.zip", await packDossier({ about, ...log, entries: await Promise.all(held), documents }, sign));
  put("event.zip", packEvidence({ note: first.note, proof: first.proof, trust: PINNED }));
});
afterAll(() => rmSync(room, { recursive: true }));

test("one file, alone in a folder without network and environment, proves a dossier and an event by the reader's keys", async () => {
  expect(readdirSync(room).sort()).toEqual(["dossier.zip", "event.zip", PROGRAM, "pinned.json"]);
  expect(await said("dossier.zip", "--trust", "pinned.json")).toEqual({
    code: 0,
    text: expect.stringMatching(/^valid: the recorder signed each event[\s\S]*churn:v2[\s\S]*3 events, as of entry 37/),
  });
  const event = await said("event.zip", "--trust", "pinned.json");
  expect(event).toMatchObject({ code: 0, text: expect.stringContaining("by the keys that you pinned") });
  const { code, text } = await said("dossier.zip", "--trust", "pinned.json", "--json");
  expect([code, JSON.parse(text)]).toMatchObject([0, { valid: true, events: 3 }]);
});

test("its verdicts have the exit codes of `pedigree verify`", async () => {
  const zip = readFileSync(join(room, "dossier.zip"));
  for (let at = 100; at < zip.length; at += Math.floor(zip.length / 5)) {
    const changed = put(
      "changed.zip",
      zip.map((byte, place) => (place === at ? byte ^ 1 : byte)),
    );
    const verdict = await said(changed, "--trust", "pinned.json");
    expect(verdict, `byte ${at}`).toMatchObject({ code: 4, text: expect.stringMatching(/^INVALID: /) });
  }
  const other = put("other.json", JSON.stringify({ ...PINNED, log: PINNED.events }));
  expect(await said("dossier.zip", "--trust", other)).toMatchObject({ code: 4 });
  expect(await said("event.zip", "--trust", other)).toMatchObject({ code: 4 });
  expect(await said("dossier.zip")).toMatchObject({ code: 5, text: expect.stringMatching(/^UNVERIFIABLE: /) });
  expect(await said("dossier.zip", "--trust", put("no.json", "{}"))).toMatchObject({ code: 1 });
  expect(await said("missing.zip", "--trust", "pinned.json")).toMatchObject({ code: 1 });
  expect(await said()).toMatchObject({ code: 1, text: expect.stringContaining("Usage: ") });
  expect(await said(put("a.pdf", "%PDF-1.7"))).toMatchObject({
    code: 1,
    text: expect.stringContaining("evidence.zip"),
  });
});

test("it is the same wherever it is made, imports nothing but Node's own, and holds the licences of what is in it", async () => {
  const before = process.cwd();
  process.chdir(room);
  try {
    expect(Buffer.compare(await verifierProgram(), program)).toBe(0);
  } finally {
    process.chdir(before);
  }
  const text = Buffer.from(program).toString("utf8");
  const imported = [...text.matchAll(/^import .* from "(?:node:)?([^"]+)";$/gm)].map(([, name = ""]) => name);
  expect([...new Set(imported)].sort()).toEqual(["crypto", "fs", "module", "util"]);
  expect(builtinModules).toEqual(expect.arrayContaining(imported));
  for (const name of ["@noble/hashes", "fflate", "zod"]) {
    expect(text).toMatch(new RegExp(`^${name} [\\d.]+ \\(MIT\\)\n\n[\\s\\S]*?Permission is hereby granted`, "m"));
  }
});
