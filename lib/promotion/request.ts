import { v7 as uuidv7 } from "uuid";
import { reason } from "@/lib/errors";
import { type WriteTx, write } from "@/lib/graph/session";
import { missingDecisions } from "@/lib/ledger/chain";
import { lockSubject } from "@/lib/ledger/decision";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment, signedFacts } from "./act";
import { isRetired, versionOf } from "./deployments";
import { type InForce, policyInForce, storedPolicy } from "./inForce";
import { policyId, policyText } from "./policy";

interface Wanted {
  readonly modelVersion: string;
  readonly fromStage: string;
  readonly toStage: string;
  readonly comment?: string | undefined;
}

function policyRef({ digest }: InForce) {
  return { type: "policy", id: policyId(digest) } as const;
}

/** The default policy is nobody's to publish: the first request that it governs records it. */
async function unstored(tx: WriteTx, project: string, inForce: InForce) {
  const policy = policyRef(inForce);
  const { document, digest } = inForce;
  const facts = { name: document.name, sha256: digest, document: policyText(document).text };
  await lockSubject(tx, project, policy);
  return (await storedPolicy(tx, project, policy.id)) ? [] : [{ ...policy, facts }];
}

/** Asks that a model version be promoted. The request is bound to the version's digest and to the policy in force now. */
export function requestPromotion(acting: Acting, wanted: Wanted): Promise<Acted> {
  const { actor, project } = acting;
  const version = { type: "model_version", id: wanted.modelVersion } as const;
  return write(async (tx) => {
    await lockSubject(tx, project, version);
    const row = await versionOf(tx, project, version.id);
    const inForce = await policyInForce(tx, project);
    const reasons = [
      ...inForce.gaps,
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
      created: [{ ...request, facts }, ...(await unstored(tx, project, inForce))],
      links: [
        { rel: "CONCERNS", from: request, to: version },
        { rel: "GOVERNED_BY", from: request, to: policyRef(inForce) },
      ],
      facts: {
        ...signedFacts(acting, { subjectSha256: row.sha256 ?? undefined, policy: inForce.digest }),
        from_stage: wanted.fromStage,
        to_stage: wanted.toStage,
      },
      ...comment(acting, wanted.comment),
      after: row.stamp,
    });
    return { outcome: "done", event, made: request, gate: null };
  });
}
