import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { SetupError } from "@/lib/errors";
import { TrustText } from "@/lib/tlog/bundle";
import { parseVkey } from "@/lib/tlog/note";

/** The keys that the reader pinned, from a file that they got by another way than the log itself. */
export function readTrust(file: string): TrustText {
  if (!existsSync(file)) {
    throw new SetupError(
      `There is no file ${file}.`,
      "Make one by `pedigree keys show > trust.json` on the log's side.",
    );
  }
  const trust = TrustText.safeParse(parsed(readFileSync(file, "utf8")));
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
