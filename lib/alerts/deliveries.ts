import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";
import type { Delivery } from "@/lib/contract/log";
import type { ReadTx } from "@/lib/graph/session";
import { signedEvents } from "@/lib/ledger/proven";
import type { Channel } from "./channels";
import { type Attempt, deliveryAfter, isToldOf, severityOf } from "./schedule";

const ATTEMPTS = `
  UNWIND $artifacts AS artifact
  MATCH (:Artifact {project: artifact.project, type: artifact.type, id: artifact.id})<-[:ABOUT]-(e:AuditEvent)
  WHERE e.action IN ['notify', 'retry_alert']
  RETURN e.note AS note ORDER BY e.stamp`;

const Facts = z.object({ channel: z.string(), error: z.string().optional(), message: z.string().optional() });

/** What there is to tell, by the name of its message. */
export interface Matter {
  readonly id: string;
  readonly project: string;
  readonly severity: string | null;
  /** The artifact in whose record it stands who was told; a finding of this name where it is left out. */
  readonly about?: Ref;
}

interface Told extends Attempt {
  readonly message: string;
  readonly project: string;
  readonly channel: string;
  /** Did somebody ask for another try, instead? What was before does not count any more. */
  readonly isRetry: boolean;
}

function aboutOf({ id, about }: Matter): Ref {
  return about ?? { type: "finding", id };
}

function toldBy(envelope: Envelope | undefined): Told[] {
  if (envelope?.origin !== "acted" || !envelope.subject) {
    return [];
  }
  const { channel, error = null, message = envelope.subject.id } = Facts.parse(envelope.facts);
  const isDone = envelope.outcome === "done";
  const isRetry = envelope.action === "retry_alert";
  if (isRetry && !isDone) {
    return [];
  }
  const at = Date.parse(envelope.recorded_at);
  return [{ message, project: envelope.project, channel, error, at, isDone, isRetry }];
}

/** The attempts that count: those after the last time that somebody asked for another try. */
function counting(told: readonly Told[]): readonly Told[] {
  return told.slice(told.findLastIndex(({ isRetry }) => isRetry) + 1);
}

/**
 * For each of these and each channel that is told of it, how far it is with that. The record of the attempts is all
 * there is: what the recorder did not sign does not count, so nobody can make an alert look delivered.
 */
export async function deliveries(
  tx: ReadTx,
  matters: readonly Matter[],
  channels: readonly Channel[],
): Promise<Map<string, Delivery[]>> {
  if (matters.length === 0 || channels.length === 0) {
    return new Map();
  }
  const artifacts = new Map(
    matters.map((each) => [`${each.project} ${refKey(aboutOf(each))}`, { project: each.project, ...aboutOf(each) }]),
  );
  const told = (await signedEvents(tx, ATTEMPTS, { artifacts: [...artifacts.values()] })).flatMap(toldBy);
  const of = ({ id, project, severity }: Matter) =>
    channels
      .filter(({ least }) => isToldOf(least, severityOf(severity)))
      .map(({ name }) => {
        const attempts = told.filter(
          (each) => each.message === id && each.project === project && each.channel === name,
        );
        return deliveryAfter(name, counting(attempts));
      });
  return new Map(matters.map((matter) => [matter.id, of(matter)]));
}
