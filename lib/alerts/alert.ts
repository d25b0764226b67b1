import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { sayFinding } from "@/lib/contract/findings";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { record } from "@/lib/ledger/record";
import { type OpenFinding, openFindings } from "@/lib/log/findings";
import type { Attempted, Channel, Message } from "./channels";
import { deliveries } from "./deliveries";
import { mailbox } from "./mailbox";
import { isDue, severityOf } from "./schedule";
import { webhook } from "./webhook";

/** The channels of this installation. */
export function alerting(): Channel[] {
  const { webhooks, secret, mailboxes, smtp } = configuration().alerts;
  return [
    ...webhooks.map((recipient) => webhook(recipient, secret)),
    ...mailboxes.map((recipient) => mailbox(recipient, smtp)),
  ];
}

function messageOf({ id, kind, severity, detail, recordedAt, project, concerns, state }: OpenFinding): Message {
  const { what, toDo } = sayFinding(kind);
  const url = `${configuration().publicUrl}/findings/${id}`;
  const about: Record<string, string> = concerns ? { project, artifact: `${concerns.type}/${concerns.id}` } : {};
  const data = { finding: id, kind, state, to_do: toDo, detail, recorded_at: recordedAt, ...about, url };
  return { id, type: "finding.opened", severity: severityOf(severity), what, data };
}

/** One attempt, on record whether it succeeded or not. */
async function attempt(
  system: EnvelopeActor,
  channel: Channel,
  message: Message,
  finding?: Pick<OpenFinding, "id" | "project">,
): Promise<Attempted> {
  const result = await channel.send(message);
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

/**
 * Tells every channel of the open findings that it wants to know and was not told of yet, as far as it is time to at `now`
 * (ms since 1970).
 */
export async function alertOpen(system: EnvelopeActor, channels: readonly Channel[], now = Date.now()): Promise<void> {
  const [open, told] = await read(async (tx) => {
    const findings = await openFindings(tx);
    return [findings, await deliveries(tx, findings, channels)] as const;
  });
  await Promise.all(
    channels.map(async (channel) => {
      for (const finding of open) {
        const delivery = told.get(finding.id)?.find(({ channel: name }) => name === channel.name);
        if (delivery && isDue(delivery, now)) {
          await attempt(system, channel, messageOf(finding), finding);
        }
      }
    }),
  );
}

/** Sends a test message to every channel and says what came of it. */
export async function alertForTest(system: EnvelopeActor, channels: readonly Channel[], id: string) {
  const what = "A test of the alerts of Pedigree.";
  const message = { id, type: "alert.test", severity: "info", what, data: {} } as const;
  return Promise.all(
    channels.map(async (channel) => ({ channel: channel.name, ...(await attempt(system, channel, message)) })),
  );
}
