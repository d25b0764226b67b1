import { strToU8 } from "fflate";
import { z } from "zod";
import type { Trust } from "./checkpoint";
import { openWith, parseVkeys, type VerifyEd25519 } from "./note";
import { type Proven, proveEntry } from "./proof";
import { pack, textOf, unzip } from "./zip";

/** An evidence bundle holds so many bytes unpacked at most; a zip that claims more is not unpacked. */
const MAX_BYTES = 8 * 1024 * 1024;
const FILES = ["event.note", "event.tlog-proof", "trust.json", "README.txt"] as const;

/** The keys that a reader trusts, as text: pinned by them, or what a bundle says of itself. */
export const TrustText = z.strictObject({
  origin: z.string().min(1),
  log: z.array(z.string()).min(1),
  events: z.array(z.string()).min(1),
  witnesses: z.array(z.string()).optional(),
});
export type TrustText = z.infer<typeof TrustText>;

/** What a bundle for one event is made of. */
export interface Evidence {
  /** The entry: the exact signed note. */
  readonly note: string;
  /** The C2SP tlog-proof. */
  readonly proof: string;
  readonly trust: TrustText;
}

const README = `Evidence for one event of a Pedigree log.

event.note        the log's entry, byte for byte: a C2SP signed note whose text is the event as one line of canonical JSON
event.tlog-proof  C2SP tlog-proof: its place, the inclusion proof (RFC 6962), the signed checkpoint
trust.json        the keys by which this bundle says it can be checked. Do not believe it: compare it with the keys that
                  you got from the log's operator by another way, and give those to the verifier.

pedigree verify FILE.zip --trust pinned.json
Without Pedigree: \`pedigree verifier pedigree-verify.mjs\` writes the verifier as one file that needs Node.js 20 alone.
node pedigree-verify.mjs FILE.zip --trust pinned.json
`;

/** Packs evidence into a zip; the same evidence gives the same bytes. */
export function packEvidence({ note, proof, trust }: Evidence): Uint8Array {
  const texts = {
    "event.note": note,
    "event.tlog-proof": proof,
    "trust.json": `${JSON.stringify(trust, null, 2)}\n`,
    "README.txt": README,
  } satisfies Record<(typeof FILES)[number], string>;
  return pack(new Map(Object.entries(texts).map(([name, text]) => [name, strToU8(text)])));
}

/** Evidence that was unpacked; or why it is none. */
export type Unpacked =
  | { readonly valid: true; readonly evidence: Evidence }
  | { readonly valid: false; readonly why: string };

/** The evidence in a zip: exactly the files that {@link packEvidence} writes, as UTF-8. */
export function unpackEvidence(zip: Uint8Array): Unpacked {
  const unzipped = unzip(zip, FILES, MAX_BYTES);
  if (!unzipped.valid) {
    return unzipped;
  }
  const texts = new Map<string, string>();
  for (const [name, bytes] of unzipped.files) {
    const decoded = textOf(bytes);
    if (decoded === undefined) {
      return { valid: false, why: `its file ${name} is not UTF-8` };
    }
    texts.set(name, decoded);
  }
  const text = (name: (typeof FILES)[number]) => texts.get(name) ?? "";
  const trust = TrustText.safeParse(parsed(text("trust.json")));
  return trust.success
    ? { valid: true, evidence: { note: text("event.note"), proof: text("event.tlog-proof"), trust: trust.data } }
    : { valid: false, why: "its trust.json states no keys" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The keys of a trust text, for the checks. */
export function trustOf({ origin, log, witnesses = [] }: TrustText): Trust {
  return { origin, logKeys: parseVkeys(log), witnessKeys: parseVkeys(witnesses) };
}

/** What evidence shows: the event's line and its place in the log; or why nothing. */
export type Judged =
  | (Extract<Proven, { valid: true }> & { readonly line: string })
  | { readonly valid: false; readonly why: string };

/** Checks evidence with the keys that the reader pinned: the recorder signed the event, and the log holds it. */
export function judgeEvidence({ note, proof }: Evidence, pinned: TrustText, verify: VerifyEd25519): Judged {
  const opened = openWith(note, parseVkeys(pinned.events), verify);
  if (!opened.valid) {
    return { valid: false, why: `the event: ${opened.why}` };
  }
  if (opened.text.indexOf("\n") !== opened.text.length - 1 || parsed(opened.text) === undefined) {
    return { valid: false, why: "the event: it is not one line of JSON" };
  }
  const proven = proveEntry(strToU8(note), proof, trustOf(pinned), verify);
  return proven.valid ? { ...proven, line: opened.text } : proven;
}
