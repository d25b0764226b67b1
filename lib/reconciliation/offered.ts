import type { Ref } from "@/graph-schema/names";
import type { Acting } from "@/lib/artifacts/act";
import { type Attached, attach } from "@/lib/artifacts/attach";
import { carrierOf } from "@/lib/artifacts/contents";
import { hasSent } from "@/lib/artifacts/upload";
import { areOtherBytes } from "@/lib/contract/attachment";
import type { AttachBody } from "@/lib/contract/contents";
import { read } from "@/lib/graph/session";
import { raiseMismatch } from "./mismatch";

/**
 * Attaches bytes as {@link attach} does. Other bytes than those that are recorded, which the caller really sent, are refused and
 * are a finding: under one name there are two things now, and nobody can tell by the name which one others took. A digest that is
 * only claimed is refused and raises nothing, also where the project has its bytes as those of something else.
 */
export async function attachOffered(acting: Acting, ref: Ref, wanted: AttachBody): Promise<Attached> {
  const result = await attach(acting, ref, wanted);
  const areOthers = result.outcome === "refused" && wanted.uri === undefined && areOtherBytes(result.reasons);
  if (areOthers && (await hasSent(acting, wanted))) {
    // A crash before it leaves the refusal alone; whoever got no answer sends again.
    const carrier = await read((tx) => carrierOf(tx, acting.project, ref));
    await raiseMismatch(acting.project, carrier, "offered", wanted.digest);
  }
  return result;
}
