import { readFileSync } from "node:fs";
import { join } from "node:path";
import { uploadBytes } from "@/cli/artifacts/put";
import { Refused, type Remote, remote } from "@/cli/remote/remote";
import { ROOT } from "@/cli/supervise/home";
import type { BlobRef } from "@/lib/artifacts/store";
import { AttachedReply } from "@/lib/contract/contents";
import { manifestBytes, manifestOf } from "@/lib/contract/manifest";
import { sha256 } from "@/lib/hash";
import type { Attaching } from "@/samples/churn/story";
import type { Answer, Door } from "./door";

function bytesIn(file: string): Uint8Array {
  return readFileSync(join(ROOT, "samples", "churn", file));
}

async function upload(app: Remote, bytes: Uint8Array): Promise<BlobRef> {
  const blob = { digest: sha256(bytes), sizeBytes: bytes.length };
  await uploadBytes(app, blob, bytes);
  return blob;
}

async function uploadFolder(app: Remote, files: Readonly<Record<string, string>>): Promise<BlobRef> {
  const listed = [];
  for (const [name, file] of Object.entries(files)) {
    listed.push({ name, ...(await upload(app, bytesIn(file))) });
  }
  return upload(app, manifestBytes(manifestOf(listed)));
}

/** Brings the bytes that a step of the story names and attaches them; the answer where the app refuses. Doing it again changes nothing. */
export async function attachBytes(door: Door, project: string, step: Attaching): Promise<Answer | undefined> {
  const { type, id, role, mediaType, file, files, text } = step;
  const app = remote(door, project, async () => undefined);
  try {
    const blob = files
      ? await uploadFolder(app, files)
      : await upload(app, file === undefined ? Buffer.from(text ?? "") : bytesIn(file));
    await app.tell(AttachedReply, ["artifacts", type, id, "contents"], { ...blob, role, mediaType });
    return undefined;
  } catch (error) {
    if (error instanceof Refused) {
      return { status: error.problem.status, body: error.problem };
    }
    throw error;
  }
}
