import type { Envelope } from "@/graph-schema/envelope";
import type { PoliciesReply, PolicyDocument, PolicyReply } from "@/lib/contract/policy";
import type { Who } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { signedEvents } from "@/lib/ledger/proven";
import { policyInForce, storedPolicy } from "./inForce";
import { DEFAULT_POLICY, policyId, policyText } from "./policy";
import { PUBLICATIONS } from "./queries";

/** Publications in one reply. */
const MOST = 500;
const DEFAULT_ID = policyId(policyText(DEFAULT_POLICY).digest);

async function publications(tx: ReadTx, project: string): Promise<{ all: Envelope[]; who: (account: string) => Who }> {
  const signed = await signedEvents(tx, PUBLICATIONS, { project, limit: MOST });
  const all = signed.filter(({ action, outcome }) => action === "publish_policy" && outcome === "done");
  return {
    all,
    who: await whoIs(
      tx,
      all.map(({ actor }) => actor.account),
    ),
  };
}

type Row = PolicyReply["policy"];

function rowOf(
  id: string,
  document: PolicyDocument,
  isInForce: boolean,
  told: Awaited<ReturnType<typeof publications>>,
): Row {
  const own = told.all.filter(({ subject }) => subject?.id === id);
  return {
    id,
    name: document.name,
    summary: document.summary ?? null,
    inForce: isInForce,
    publications: own.map((event) => ({
      by: told.who(event.actor.account),
      at: event.at,
      recordedAt: event.recorded_at,
      eventId: event.id,
    })),
  };
}

async function documentOf(tx: ReadTx, project: string, id: string): Promise<PolicyDocument | undefined> {
  return id === DEFAULT_ID ? DEFAULT_POLICY : (await storedPolicy(tx, project, id))?.document;
}

/** The policies of a project: the one in force first, then the others from the latest published on, the default one last. */
export function listPolicies(project: string): Promise<PoliciesReply> {
  return read(async (tx) => {
    const [speaksAsOf, inForce, told] = await Promise.all([
      asOf(tx),
      policyInForce(tx, project),
      publications(tx, project),
    ]);
    const current = policyId(inForce.digest);
    const ids = [...new Set([current, ...told.all.flatMap(({ subject }) => subject?.id ?? []), DEFAULT_ID])];
    const policies: Row[] = [];
    for (const id of ids) {
      const document = await documentOf(tx, project, id);
      policies.push(...(document ? [rowOf(id, document, id === current, told)] : []));
    }
    return {
      policies,
      gaps: [...inForce.gaps],
      total: ids.length,
      truncated: policies.length < ids.length || told.all.length >= MOST,
      asOf: speaksAsOf,
    };
  });
}

/** One policy as it was published. */
export function viewPolicy(project: string, id: string): Promise<PolicyReply> {
  return read(async (tx) => {
    const [speaksAsOf, inForce, told, document] = await Promise.all([
      asOf(tx),
      policyInForce(tx, project),
      publications(tx, project),
      documentOf(tx, project, id),
    ]);
    if (!document) {
      throw new NotFound(`policy ${id}`);
    }
    return { policy: rowOf(id, document, id === policyId(inForce.digest), told), document, asOf: speaksAsOf };
  });
}
