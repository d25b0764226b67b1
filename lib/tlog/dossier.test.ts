import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { expect, test } from "vitest";
import { verifyEd25519 } from "@/lib/keys/note";
import { runs } from "@/lib/runs.testing";
import { statedTree } from "./checkpoint";
import { CHECKPOINT, entries, forged, noteBy, PINNED, proofOf, recorder, SIZE } from "./corpus/log.testing";
import { type DossierEvidence, packDossier } from "./dossier";
import { EMPTY_ROOT } from "./hash";
import { isDossier, judgeDossier } from "./judge-dossier";

const HELD = [0, 7, 12, 19];
const about = { project: "churn", type: "model_version", id: "churn:v2" };
const tree = statedTree(CHECKPOINT) ?? { origin: "", size: 0, root: EMPTY_ROOT };

const good: DossierEvidence = {
  about,
  checkpoint: CHECKPOINT,
  tree,
  trust: PINNED,
  entries: await Promise.all(
    HELD.map(async (index) => ({ index, note: entries[index] ?? "", proof: await proofOf(index, SIZE, CHECKPOINT) })),
  ),
  documents: { "artifacts.json": "[]\n" },
};
const sign = async (line: string) => noteBy(`${line}\n`, recorder[0]);
const ZIP = await packDossier(good, sign);

function why(zip: Uint8Array, pinned = PINNED): string {
  const judged = judgeDossier(zip, pinned, verifyEd25519);
  return judged.valid ? "valid" : judged.why;
}

/** The zip with other files, and a list of contents that fits them unless `isListed` is false. */
function repacked(change: (files: Record<string, Uint8Array>) => void): Uint8Array {
  const files = unzipSync(ZIP);
  change(files);
  return zipSync(files, { level: 0, mtime: new Date(1980, 0, 1) });
}

test("a dossier shows what it is about, as of which tree, and how many events are proven", () => {
  expect(isDossier(ZIP)).toBe(true);
  expect(judgeDossier(ZIP, PINNED, verifyEd25519)).toMatchObject({
    valid: true,
    about,
    checkpoint: { size: SIZE },
    events: HELD.length,
    documents: ["artifacts.json"],
  });
});

test("a statement counts only where the event at its place commits to it", async () => {
  for (const place of [HELD[0], 3]) {
    const documents = { [`statement-${place}.dsse.json`]: "{}" };
    const zip = await packDossier({ ...good, documents }, sign);
    expect(why(zip)).toBe(`statement ${place}: it is not the one that event ${place} commits to`);
  }
});

test("whatever byte is changed, added or taken away, it is seen", () => {
  fc.assert(
    fc.property(fc.nat(ZIP.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      expect(why(ZIP.map((byte, place) => (place === at ? byte ^ by : byte))), `byte ${at}`).not.toBe("valid");
      expect(why(ZIP.subarray(0, at))).not.toBe("valid");
      expect(why(Uint8Array.of(...ZIP.subarray(0, at), by, ...ZIP.subarray(at)))).not.toBe("valid");
    }),
    runs(300, 20_000),
  );
});

test("keys that the reader did not pin prove nothing", () => {
  expect(why(ZIP, { ...PINNED, log: [] })).toMatch(/^the checkpoint: /);
  expect(why(ZIP, { ...PINNED, events: [] })).toMatch(/^its list of contents: /);
  expect(why(ZIP, { ...PINNED, origin: "other.example/log" })).toMatch(/^the checkpoint: /);
});

test("an event with the proof of another, another checkpoint or a file that is not listed is refused", async () => {
  const [first, second] = good.entries;
  const proof = second?.proof ?? "";
  const swapped = { ...good, entries: [{ index: 0, note: first?.note ?? "", proof }] };
  expect(why(await packDossier(swapped, sign))).toBe(
    "event 0: its proof is missing, malformed or of another place or checkpoint",
  );
  expect(why(await packDossier({ ...good, tree: { ...tree, size: SIZE - 1 } }, sign))).toBe(
    "the checkpoint: it is not the one of the list of contents",
  );
  expect(why(repacked((files) => (files["events/3.note"] = new Uint8Array())))).toBe(
    "it holds events/3.note, which its list of contents does not name",
  );
  expect(why(repacked((files) => delete files["events/7.note"]))).toBe(
    "its file events/7.note is not the one that its list of contents names",
  );
  expect(why(repacked((files) => Object.assign(files, { constructor: new Uint8Array() })))).not.toBe("valid");
  expect(why(new Uint8Array())).toBe("it is no zip, or a damaged one");
});

test("somebody else's list of contents is refused, however well it fits the files", async () => {
  const other = async (line: string) => noteBy(`${line}\n`, forged.recorder);
  const fewer = { ...good, entries: good.entries.slice(1) };
  expect(why(await packDossier(fewer, other))).toMatch(/^its list of contents: /);
  const kept = unzipSync(ZIP)["contents.note"] ?? new Uint8Array();
  expect(why(await packDossier(fewer, async () => Buffer.from(kept).toString("utf8")))).toBe(
    "its list of contents is not the one that the recorder signed",
  );
  const odd = { ...good, about: { ...about, id: "P1\u001b[2K\rvalid" } };
  expect(why(await packDossier(odd, sign))).toBe("it has no list of contents");
});

/** The commands of VERIFY.txt, which stand indented; the program that it has the reader save is saved. */
function scriptOf(text: string): string {
  const indented = text.split("\n").map((line) => (line.startsWith("  ") ? line.slice(2) : ""));
  const start = indented.findIndex((line) => line.startsWith("import base64"));
  const end = indented.findIndex((line, at) => at > start && line.startsWith("sys.exit")) + 1;
  const program = indented.slice(start, end).join("\n");
  const keys = `LOG_KEY='${PINNED.log[1]}'\nEVENT_KEY='${PINNED.events[0]}'`;
  const commands = [...indented.slice(0, start), ...indented.slice(end)].filter((line) => !line.startsWith("LOG_KEY="));
  return `set -e\n${keys}\ncat > included.py <<'PROGRAM'\n${program}\nPROGRAM\n${commands.join("\n")}`;
}

function checkedByHand(files: Record<string, Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), "pedigree-dossier-"));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const script = scriptOf(readFileSync(join(folder, "VERIFY.txt"), "utf8"));
    return execFileSync("sh", ["-c", `(${script}\n) 2>&1 || echo FAILED`], { cwd: folder, encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("VERIFY.txt checks it with openssl, sha256sum and python3 alone, and sees a changed event", () => {
  const said = checkedByHand(unzipSync(ZIP));
  expect(said.match(/Signature Verified Successfully/g)).toHaveLength(2 + HELD.length);
  expect(said.match(/is in the log/g)).toHaveLength(HELD.length);
  expect(said).not.toContain("FAILED");
  const files = unzipSync(ZIP);
  const note = Buffer.from(files["events/7.note"] ?? []).toString("utf8");
  expect(checkedByHand({ ...files, "events/7.note": Buffer.from(note.replace("DS:7", "DS:8")) })).toContain("FAILED");
});
