import { MAX_POLICY_CHARACTERS } from "@/graph-schema/artifacts";
import type { PolicyDocument } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import type { Signature } from "@/lib/identity/reauthenticate";
import { lockSubject } from "@/lib/ledger/decision";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment, methodFact } from "./act";
import { policyInForce, storedPolicy } from "./inForce";
import { policyId, policyText } from "./policy";

/** Locked by whoever changes which policy is in force. */
const IN_FORCE = { type: "policy", id: "in force" } as const;

/** Why it is published, and how its publisher showed who they are. */
interface Given {
  readonly text: string;
  readonly signature: Signature;
}

/**
 * Puts a policy in force in a project, from now on and until another one is published. It is stored under its digest and never
 * edited; one that was published before may be published again. It takes a person's signature, as the decisions do that it decides about. Requests that were made under another one must be made anew.
 */
export function publishPolicy(acting: Acting, document: PolicyDocument, { text, signature }: Given): Promise<Acted> {
  const { project } = acting;
  const { text: stored, digest } = policyText(document);
  const policy = { type: "policy", id: policyId(digest) } as const;
  // It stands in the event as a JSON string.
  const bytes = Buffer.byteLength(JSON.stringify(stored));
  return write(async (tx) => {
    await lockSubject(tx, project, IN_FORCE);
    await lockSubject(tx, project, policy);
    const inForce = await policyInForce(tx, project);
    const known = await storedPolicy(tx, project, policy.id);
    const reasons = [
      ...signature.refused,
      ...(inForce.published !== null && inForce.digest === digest ? [reason("policy_in_force_already")] : []),
      ...(bytes > MAX_POLICY_CHARACTERS ? [reason("policy_too_long", { bytes, most: MAX_POLICY_CHARACTERS })] : []),
      ...(acting.actor.type === "user" ? [] : [reason("approver_must_be_a_person")]),
    ];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "publish_policy", subject: policy, reasons });
    }
    const event = await decide(tx, acting, {
      action: "publish_policy",
      subject: policy,
      ...(known ? {} : { created: [{ ...policy, facts: { name: document.name, sha256: digest, document: stored } }] }),
      facts: methodFact(signature),
      ...comment(acting, text),
    });
    return { outcome: "done", event, made: policy, gate: null };
  });
}
