import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import type { Delivery } from "@/lib/contract/log";
import type { ReadTx } from "@/lib/graph/session";
import { provenEnvelopes } from "@/lib/ledger/proven";
import type { OpenFinding } from "@/lib/log/findings";
import type { Channel } from "./channels";
import { type Attempt, deliveryAfter, isToldOf, severityOf } from "./schedule";

const ATTEMPTS = `
  UNWIND $findings AS finding
  MATCH (:Artifact {project: finding.project, type: 'finding', id: finding.id})<-[:ABOUT]-(e:AuditEvent)
  WHERE e.action IN ['notify', 'retry_alert']
  RETURN finding.id AS finding, e.note AS note ORDER BY e.stamp`;

const Row = z.object({ finding: z.string(), note: z.string() });
const Facts = z.object({ channel: z.string(), error: z.string().optional() });

type Finding = Pick<OpenFinding, "id" | "project" | "severity">;

interface Told extends Attempt {
  readonly finding: string;
  readonly channel: string;
  /** Did somebody ask for another try, instead? What was before does not count any more. */
  readonly isRetry: boolean;
}

function toldBy(finding: string, envelope: Envelope | undefined): Told[] {
  if (envelope?.origin !== "acted" || envelope.subject?.id !== finding) {
    return [];
  }
  const { channel, error = null } = Facts.parse(envelope.facts);
  const isDone = envelope.outcome === "done";
  const isRetry = envelope.action === "retry_alert";
  if (isRetry && !isDone) {
    return [];
  }
  return [{ finding, channel, error, at: Date.parse(envelope.recorded_at), isDone, isRetry }];
}

/** The attempts that count: those after the last time that somebody asked for another try. */
function counting(told: readonly Told[]): readonly Told[] {
  return told.slice(told.findLastIndex(({ isRetry }) => isRetry) + 1);
}

/**
 * For each of these findings and each channel that is told of it, how far it is with that. The record of the attempts is all
 * there is: what the recorder did not sign does not count, so nobody can make an alert look delivered.
 */
export async function deliveries(
  tx: ReadTx,
  findings: readonly Finding[],
  channels: readonly Channel[],
): Promise<Map<string, Delivery[]>> {
  if (findings.length === 0 || channels.length === 0) {
    return new Map();
  }
  const rows = await tx.rows(ATTEMPTS, { findings: findings.map(({ id, project }) => ({ id, project })) }, Row);
  const envelopes = await provenEnvelopes(rows.map(({ note }) => note));
  const told = rows.flatMap(({ finding }, at) => toldBy(finding, envelopes[at]));
  const of = ({ id, severity }: Finding) =>
    channels
      .filter(({ least }) => isToldOf(least, severityOf(severity)))
      .map(({ name }) => {
        const attempts = told.filter((each) => each.finding === id && each.channel === name);
        return deliveryAfter(name, counting(attempts));
      });
  return new Map(findings.map((finding) => [finding.id, of(finding)]));
}
