import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { SetupError } from "@/lib/errors";
import { TrustText } from "@/lib/tlog/bundle";
import { parseVkey } from "@/lib/tlog/note";

/** More than any evidence has, and than is read into memory at once. */
const MOST_BYTES = 1024 ** 3;

/** The bytes of a file that is checked; what is no plain file is not read, and what is too large is not begun. */
export function readWhole(file: string, remedy: string): Buffer {
  if (!existsSync(file)) {
    throw new SetupError(`There is no file ${file}.`, remedy);
  }
  const found = statSync(file);
  if (!found.isFile()) {
    throw new SetupError(`${file} is no plain file.`, remedy);
  }
  if (found.size > MOST_BYTES) {
    throw new SetupError(`${file} is larger than anything that is checked here (1 GiB).`, remedy);
  }
  return readFileSync(file);
}

/** The keys that the reader pinned, from a file that they got by another way than the log itself. */
export function readTrust(file: string): TrustText {
  const text = readWhole(file, "Make one by `pedigree keys show > trust.json` on the log's side.").toString("utf8");
  const trust = TrustText.safeParse(parsed(text));
  if (!trust.success) {
    const [wrong] = trust.error.issues;
    throw new SetupError(
      `${file} states no keys: ${wrong?.path.join(".") || "it"} ${wrong?.message ?? "is no JSON"}.`,
      'It needs {"origin": "…", "log": ["vkey"], "events": ["vkey"]}, as `pedigree keys show` prints it.',
    );
  }
  const { log, events, witnesses = [] } = trust.data;
  const odd = [...log, ...events, ...witnesses].find((text) => !parseVkey(text));
  if (odd !== undefined) {
    throw new SetupError(
      `${file} states a malformed key: ${JSON.stringify(odd)}.`,
      "A key reads NAME+ID+BASE64; one wrong character is seen. Take the file from the log's side again.",
    );
  }
  return trust.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a new file; what is there is not overwritten. */
export function writeNew(file: string, bytes: Uint8Array): void {
  if (existsSync(file)) {
    throw new SetupError(`${file} is there already.`, "Name another file; nothing is overwritten.");
  }
  writeFileSync(file, bytes, { flag: "wx" });
}
