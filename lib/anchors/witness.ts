import type { Witness } from "@/lib/env/values";
import { verifyEd25519 } from "@/lib/keys/note";
import { base64, type Hash, isSame } from "@/lib/tlog/hash";
import { formatSignature, openWith, parseNote } from "@/lib/tlog/note";
import { post, whyFailed } from "./post";

/** A checkpoint as a witness is asked about it: with the proof that it grew out of the tree that the witness saw last. */
interface Submission {
  readonly note: string;
  readonly old: number;
  readonly proof: readonly Hash[];
}

/** What a witness answers to a checkpoint (C2SP tlog-witness, add-checkpoint). */
export type Answer =
  | { readonly outcome: "cosigned"; readonly line: string }
  /** The tree that it saw last has another size than was said. */
  | { readonly outcome: "saw"; readonly size: number }
  /** The tree did not grow out of the one that it saw last. */
  | { readonly outcome: "differs" }
  | { readonly outcome: "no answer"; readonly why: string };

/** The witness's own signature line for `note`, when it holds. Lines by others are ignored. */
function cosignature({ key }: Witness, note: string, reply: string): Answer {
  const opened = openWith(`${note}${reply}`, [key], verifyEd25519);
  if (!opened.valid) {
    return { outcome: "no answer", why: opened.why };
  }
  const lines = parseNote(`${note}${reply}`)?.signatures ?? [];
  const line = lines.find(({ name, id }) => name === key.name && isSame(id, key.id));
  return line
    ? { outcome: "cosigned", line: formatSignature(line) }
    : { outcome: "no answer", why: "it did not sign with the key that is pinned" };
}

const SIZE = /^(0|[1-9]\d{0,15})\n$/;

/** Asks a witness to cosign. It never throws: a witness that cannot be asked has not answered. */
export async function submit(witness: Witness, submission: Submission, signal: AbortSignal): Promise<Answer> {
  const { note, old, proof } = submission;
  const lines = [`old ${old}`, ...proof.map(base64), "", note];
  try {
    const { status, bytes } = await post(
      `${witness.url}/add-checkpoint`,
      { "content-type": "text/plain" },
      lines.join("\n"),
      signal,
    );
    const reply = bytes.toString("utf8");
    const [, size] = (status === 409 && SIZE.exec(reply)) || [];
    if (size !== undefined) {
      return { outcome: "saw", size: Number(size) };
    }
    if (status === 422) {
      return { outcome: "differs" };
    }
    return status === 200
      ? cosignature(witness, note, reply)
      : { outcome: "no answer", why: `it says ${status}: ${reply.slice(0, 200).trim()}` };
  } catch (error) {
    return { outcome: "no answer", why: whyFailed(error) };
  }
}
