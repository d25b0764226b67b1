import type { Refused } from "@/lib/artifacts/act";
import { beginUpload, completeUpload, putPart, type Uploaded } from "@/lib/artifacts/upload";
import type { UploadBody } from "@/lib/contract/contents";
import { bytesRefused } from "./contents";
import type { Asked, Done, RefusedAct } from "./result";

type Asker = Pick<Asked<unknown, unknown, unknown>, "actor" | "project" | "visit">;

function uploaded(result: Uploaded): Done | RefusedAct {
  return result.outcome === "refused"
    ? bytesRefused(result)
    : { outcome: "done", recorded: result.recorded, body: result.upload };
}

/** The door's answer to somebody who is going to bring bytes. */
export async function uploadBegun(asker: Asker, body: UploadBody): Promise<Done | RefusedAct> {
  return uploaded(await beginUpload(asker, body));
}

/** The door's answer to an upload that is to be put together. */
export async function uploadCompleted(asker: Asker, id: string): Promise<Done | RefusedAct> {
  return uploaded(await completeUpload(asker, id));
}

/** The door's answer to a part of an upload. */
export async function partTaken(
  asker: Asker,
  { id, number }: { id: string; number: number },
  bytes: AsyncIterable<Uint8Array>,
): Promise<Done | RefusedAct> {
  const said = asker.visit.headers.get("content-length");
  const sizeBytes = said === null ? undefined : Number(said);
  const result: { readonly outcome: "taken" } | Refused = await putPart(asker, { id, number, sizeBytes }, bytes);
  return result.outcome === "refused"
    ? bytesRefused(result)
    : { outcome: "done", recorded: { exempt: "upload_part" }, status: 204, body: null };
}
