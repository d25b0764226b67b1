import { z } from "zod";
import type { Permission } from "@/lib/contract/identity";
import type { ProblemError } from "@/lib/contract/problem";
import { sayReason } from "@/lib/contract/reasons";
import type { Caller } from "@/lib/identity/caller";
import { treatmentOf } from "@/lib/identity/privacy";
import { personalIn } from "@/lib/personal/examine";
import type { Visit } from "./visit";

/** Acts about accounts are about persons; producers' events, and what runners tell, are looked at part for part elsewhere. */
const APART: ReadonlySet<Permission | "anyone"> = new Set([
  "anyone",
  "account:self",
  "account:manage",
  "token:manage",
  "key:manage",
  "event:record",
  "reproduction:run",
] as const);

const Body = z.record(z.string(), z.unknown());

/**
 * What is personal in what somebody writes into an act: reasons, comments, notes, names of bytes. It is told, not taken out,
 * since people's words are theirs; where a project keeps such things encrypted, it says nothing.
 */
export async function personalErrors(
  raw: unknown,
  permission: Permission | "anyone",
  { caller, project, visit }: { caller: Caller; project: string; visit: Visit },
): Promise<ProblemError[]> {
  const body = Body.safeParse(raw);
  if (APART.has(permission) || !body.success) {
    return [];
  }
  // A signature's password stands where passwords belong, and is kept nowhere.
  const { password: _, ...kept } = body.data;
  const found = personalIn(kept);
  if (found.length === 0 || (await treatmentOf(project, caller.actor, visit.now)).encrypted === "keep") {
    return [];
  }
  return found.map(({ pointer, kind }) => ({
    pointer,
    code: "personal_data",
    detail: sayReason({ code: "personal_data", params: { kind } }),
  }));
}
