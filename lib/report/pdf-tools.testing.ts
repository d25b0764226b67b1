import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a tool prints, wherever and however it ends; one that is not there fails with what to install. */
async function printed(tool: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  return promisify(execFile)(tool, args, { env }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: Error & { code: unknown; stdout: string; stderr: string }) => {
      if (error.code === "ENOENT") {
        throw new Error(`${tool} is part of this test: install qpdf and poppler-utils`);
      }
      return `${error.stdout}${error.stderr}`;
    },
  );
}

/** What qpdf says of the syntax of a file. */
export function qpdfSays(file: string): Promise<string> {
  return printed("qpdf", ["--check", file]);
}

/** The text of a file, as poppler reads it. */
export function textOf(file: string): Promise<string> {
  return printed("pdftotext", ["-layout", file, "-"]);
}

/** What a file says to whoever listens, with the tags, as poppler finds it. */
export function structureOf(file: string): Promise<string> {
  return printed("pdfinfo", ["-struct-text", file]);
}

/** The words on the pages of a file, each with its place, as poppler finds them. */
export function wordsIn(file: string): Promise<string> {
  return printed("pdftotext", ["-bbox", file, "-"]);
}

/** What poppler says of the signatures of a file. It holds no authority for known, so that certificates are not judged. */
export function pdfsigSays(file: string): Promise<string> {
  return printed("pdfsig", ["-nocert", file]);
}

/** The files that poppler takes out of a document, by their names. */
export async function attachedTo(file: string): Promise<ReadonlyMap<string, Buffer>> {
  const room = mkdtempSync(join(tmpdir(), "pedigree-attached-"));
  try {
    await printed("pdfdetach", ["-saveall", "-o", room, file]);
    return new Map(readdirSync(room).map((name) => [name, readFileSync(join(room, name))]));
  } finally {
    rmSync(room, { recursive: true });
  }
}

/** How many attachments poppler lists, and their names. */
export function pdfdetachLists(file: string): Promise<string> {
  return printed("pdfdetach", ["-list", file]);
}
