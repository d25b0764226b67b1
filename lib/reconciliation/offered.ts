import type { Ref } from "@/graph-schema/names";
import type { Acting, Refused } from "@/lib/artifacts/act";
import { type Attached, attach, refuseContradiction } from "@/lib/artifacts/attach";
import { carrierOf } from "@/lib/artifacts/contents";
import { beginUpload, type Uploaded } from "@/lib/artifacts/upload";
import { areOtherBytes } from "@/lib/contract/attachment";
import type { AttachBody, UploadBody } from "@/lib/contract/contents";
import { read } from "@/lib/graph/session";
import { raiseMismatch } from "./mismatch";

/** Other bytes than those that are recorded are a finding. A crash before it leaves the refusal alone; whoever got no answer sends again. */
async function raiseOtherBytes(acting: Acting, ref: Ref, { digest }: AttachBody, { reasons }: Refused): Promise<void> {
  if (areOtherBytes(reasons)) {
    const carrier = await read((tx) => carrierOf(tx, acting.project, ref));
    await raiseMismatch(acting.project, carrier, "offered", digest);
  }
}

/**
 * Attaches bytes as {@link attach} does. Other bytes than those that are recorded, which somebody really brought, are refused and
 * are a finding: under one name there are two things now, and nobody can tell by the name which one others took.
 */
export async function attachOffered(acting: Acting, ref: Ref, wanted: AttachBody): Promise<Attached> {
  const result = await attach(acting, ref, wanted);
  // A digest that is only claimed raises nothing, and bytes that nobody brought are another reason.
  if (result.outcome === "refused" && wanted.uri === undefined) {
    await raiseOtherBytes(acting, ref, wanted, result);
  }
  return result;
}

/**
 * Begins to bring bytes as {@link beginUpload} does. Where it is said what they will be attached as, what the record contradicts is
 * refused before any of them is sent, as {@link attachOffered} would refuse it afterwards.
 */
export async function beginOffered(acting: Acting, { attachment, ...blob }: UploadBody): Promise<Uploaded> {
  if (attachment) {
    const { artifact, ...wanted } = { ...attachment, ...blob };
    const refused = await refuseContradiction(acting, artifact, wanted);
    if (refused) {
      await raiseOtherBytes(acting, artifact, wanted, refused);
      return refused;
    }
  }
  return beginUpload(acting, blob);
}
