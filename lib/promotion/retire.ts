import { z } from "zod";
import { NotFound, reason } from "@/lib/errors";
import { type WriteTx, write } from "@/lib/graph/session";
import { lockSubject } from "@/lib/ledger/decision";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment } from "./act";
import { deploymentsOf, isRetired, versionOf } from "./deployments";
import { EXISTS } from "./queries";

/** Where a model version is live now. */
async function liveOf(tx: WriteTx, project: string, versionId: string) {
  const { model } = await versionOf(tx, project, versionId);
  const all = model === null ? [] : await deploymentsOf(tx, project, model);
  return all.filter((each) => each.isLive && each.versionId === versionId);
}

/** Takes a model version or a deployment out of use for good. A version that is live somewhere may not go. */
export function retire(
  acting: Acting,
  subject: { readonly type: "model_version" | "deployment"; readonly id: string },
  text: string,
): Promise<Acted> {
  const { project } = acting;
  return write(async (tx) => {
    await lockSubject(tx, project, subject);
    const [known] = await tx.rows(EXISTS, { project, ...subject }, z.object({ exists: z.boolean() }));
    if (!known?.exists) {
      throw new NotFound(`${subject.type} ${subject.id}`);
    }
    const live = subject.type === "model_version" ? await liveOf(tx, project, subject.id) : [];
    const reasons = [
      ...((await isRetired(tx, project, subject)) ? [reason("is_retired")] : []),
      ...live.map(({ id }) => reason("is_live", { deployment: id })),
    ];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "retire", subject, reasons });
    }
    const event = await decide(tx, acting, { action: "retire", subject, ...comment(acting, text) });
    return { outcome: "done", event, made: null, gate: null };
  });
}
