import { v7 as uuidv7 } from "uuid";
import { reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { missingDecisions } from "@/lib/ledger/chain";
import { lockSubject } from "@/lib/ledger/decision";
import { type Acted, type Acting, comment, decide, refuse } from "./act";
import { isRetired, versionOf } from "./deployments";

interface Wanted {
  readonly modelVersion: string;
  readonly fromStage: string;
  readonly toStage: string;
  readonly comment?: string | undefined;
}

/** Asks that a model version be promoted. The request is bound to the version's digest as recorded now. */
export function requestPromotion(acting: Acting, wanted: Wanted): Promise<Acted> {
  const { actor, project } = acting;
  const version = { type: "model_version", id: wanted.modelVersion } as const;
  return write(async (tx) => {
    await lockSubject(tx, project, version);
    const row = await versionOf(tx, project, version.id);
    const reasons = [
      ...(await missingDecisions(tx, project, [version])),
      ...((await isRetired(tx, project, version)) ? [reason("is_retired")] : []),
    ];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "request_promotion", subject: version, reasons });
    }
    const request = { type: "promotion_request", id: `pr:${uuidv7()}` } as const;
    const facts = {
      from_stage: wanted.fromStage,
      to_stage: wanted.toStage,
      by: actor.account,
      ...(actor.person ? { person: actor.person } : {}),
      ...(row.sha256 ? { subject_sha256: row.sha256 } : {}),
    };
    const event = await decide(tx, acting, {
      action: "request_promotion",
      subject: request,
      related: [version],
      created: [{ ...request, facts }],
      links: [{ rel: "CONCERNS", from: request, to: version }],
      facts: { from_stage: wanted.fromStage, to_stage: wanted.toStage },
      ...comment(project, wanted.comment),
      after: row.stamp,
    });
    return { outcome: "done", event, made: request, gate: null };
  });
}
