import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import type { Delivery } from "@/lib/contract/log";
import type { ReadTx } from "@/lib/graph/session";
import { provenEnvelopes } from "@/lib/ledger/proven";
import type { OpenFinding } from "@/lib/log/findings";
import type { Channel } from "./channels";
import { type Attempt, deliveryAfter } from "./schedule";

const ATTEMPTS = `
  UNWIND $findings AS finding
  MATCH (:Artifact {project: finding.project, type: 'finding', id: finding.id})<-[:ABOUT]-(e:AuditEvent {action: 'notify'})
  RETURN finding.id AS finding, e.note AS note ORDER BY e.stamp`;

const Row = z.object({ finding: z.string(), note: z.string() });
const Facts = z.object({ channel: z.string(), error: z.string().optional() });

interface Told extends Attempt {
  readonly finding: string;
  readonly channel: string;
}

function toldBy(finding: string, envelope: Envelope | undefined): Told[] {
  const isAttempt = envelope?.action === "notify" && envelope.origin === "acted" && envelope.subject?.id === finding;
  if (!isAttempt) {
    return [];
  }
  const { channel, error = null } = Facts.parse(envelope.facts);
  return [{ finding, channel, error, at: Date.parse(envelope.recorded_at), isDone: envelope.outcome === "done" }];
}

/**
 * For each of these findings and each channel, how far it is with telling it. The record of the attempts is all there is:
 * what the recorder did not sign does not count, so nobody can make an alert look delivered.
 */
export async function deliveries(
  tx: ReadTx,
  findings: readonly Pick<OpenFinding, "id" | "project">[],
  channels: readonly Channel[],
): Promise<Map<string, Delivery[]>> {
  if (findings.length === 0 || channels.length === 0) {
    return new Map();
  }
  const rows = await tx.rows(ATTEMPTS, { findings: findings.map(({ id, project }) => ({ id, project })) }, Row);
  const envelopes = await provenEnvelopes(rows.map(({ note }) => note));
  const told = rows.flatMap(({ finding }, at) => toldBy(finding, envelopes[at]));
  const of = (finding: string) =>
    channels.map(({ name }) => {
      const attempts = told.filter((each) => each.finding === finding && each.channel === name);
      return deliveryAfter(name, attempts);
    });
  return new Map(findings.map(({ id }) => [id, of(id)]));
}
