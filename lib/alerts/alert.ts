import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { sayFinding } from "@/lib/contract/findings";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { record } from "@/lib/ledger/record";
import { type OpenFinding, openFindings } from "@/lib/log/findings";
import { type Channel, webhook } from "./channels";
import { deliveries } from "./deliveries";
import { isDue } from "./schedule";
import { type Attempted, deliver, type Message } from "./webhook";

/** Who is told, and by which secret the messages are signed. */
export interface Alerting {
  readonly channels: readonly Channel[];
  readonly secret: string;
}

/** The channels of this installation. */
export function alerting(): Alerting {
  const { webhooks, secret } = configuration().alerts;
  return { channels: webhooks.map(webhook), secret };
}

function messageOf({ id, kind, severity, detail, recordedAt, project, concerns }: OpenFinding): Message {
  const { what, toDo } = sayFinding(kind);
  const data = { finding: id, kind, severity, what, to_do: toDo, detail, recorded_at: recordedAt };
  const about: Record<string, string> = concerns ? { project, artifact: `${concerns.type}/${concerns.id}` } : {};
  return { id, type: "finding.opened", data: { ...data, ...about, url: `${configuration().publicUrl}/log` } };
}

/** One attempt, on record whether it succeeded or not. */
async function attempt(
  system: EnvelopeActor,
  { secret }: Alerting,
  channel: Channel,
  message: Message,
  finding?: Pick<OpenFinding, "id" | "project">,
): Promise<Attempted> {
  const result = await deliver(channel, secret, message);
  const { outcome, ...rest } = result;
  await record({
    project: finding?.project ?? DEFAULT_PROJECT,
    action: "notify",
    origin: "acted",
    outcome,
    actor: system,
    ...(finding === undefined ? {} : { subject: { type: "finding", id: finding.id } as const }),
    facts: { channel: channel.name, type: message.type, ...rest },
  });
  return result;
}

/** Tells every channel of the open findings that it was not told of yet, as far as it is time to at `now` (ms since 1970). */
export async function alertOpen(system: EnvelopeActor, by: Alerting, now = Date.now()): Promise<void> {
  const [open, told] = await read(async (tx) => {
    const findings = await openFindings(tx);
    return [findings, await deliveries(tx, findings, by.channels)] as const;
  });
  await Promise.all(
    by.channels.map(async (channel, at) => {
      for (const finding of open) {
        const delivery = told.get(finding.id)?.[at];
        if (delivery && isDue(delivery, now)) {
          await attempt(system, by, channel, messageOf(finding), finding);
        }
      }
    }),
  );
}

/** The findings with how far it is with telling of each. */
export async function withDeliveries(findings: readonly OpenFinding[]) {
  const told = await read((tx) => deliveries(tx, findings, alerting().channels));
  return findings.map((finding) => ({ ...finding, deliveries: told.get(finding.id) ?? [] }));
}

/** Sends a test message to every channel and says what came of it. */
export async function alertForTest(system: EnvelopeActor, by: Alerting, id: string) {
  const message = { id, type: "alert.test", data: { what: "A test of the alerts of Pedigree." } } as const;
  return Promise.all(
    by.channels.map(async (channel) => ({ channel: channel.name, ...(await attempt(system, by, channel, message)) })),
  );
}
