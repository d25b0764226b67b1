import { z } from "zod";
import { NotFound, reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { lockSubject } from "@/lib/ledger/decision";
import { type Acted, type Acting, comment, decide, refuse } from "./act";
import { EXISTS, LIVE_OF_VERSION, RETIRED } from "./queries";

const Found = z.object({ id: z.string() });

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
    const retired = await tx.rows(RETIRED, { project, ...subject }, Found);
    const live =
      subject.type === "model_version" ? await tx.rows(LIVE_OF_VERSION, { project, id: subject.id }, Found) : [];
    const reasons = [
      ...(retired.length > 0 ? [reason("is_retired")] : []),
      ...live.map(({ id }) => reason("is_live", { deployment: id })),
    ];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "retire", subject, reasons });
    }
    const event = await decide(tx, acting, { action: "retire", subject, ...comment(project, text) });
    return { outcome: "done", event, made: null, gate: null };
  });
}
