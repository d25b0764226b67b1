import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { sayFinding } from "@/lib/contract/findings";
import type { Delivery } from "@/lib/contract/log";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { record } from "@/lib/ledger/record";
import { type OpenFinding, openFindings } from "@/lib/log/findings";
import type { Attempted, Channel, Message } from "./channels";
import { deliveries, type Matter } from "./deliveries";
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

/** Something that there is to tell, in its words. */
export interface Telling extends Matter {
  readonly message: Message;
}

function tellingOf({ id, kind, severity, detail, recordedAt, project, concerns, state }: OpenFinding): Telling {
  const { what, toDo } = sayFinding(kind);
  const url = `${configuration().publicUrl}/findings/${id}`;
  const about: Record<string, string> = concerns ? { project, artifact: `${concerns.type}/${concerns.id}` } : {};
  const data = { finding: id, kind, state, to_do: toDo, detail, recorded_at: recordedAt, ...about, url };
  const message = { id, type: "finding.opened", severity: severityOf(severity), what, data } as const;
  return { id, project, severity, about: { type: "finding", id }, message };
}

/** One attempt, on record whether it succeeded or not. */
async function attempt(
  system: EnvelopeActor,
  channel: Channel,
  message: Message,
  matter?: Pick<Matter, "about" | "project">,
): Promise<Attempted> {
  const result = await channel.send(message);
  const { outcome, ...rest } = result;
  const isNamed = matter?.about !== undefined && matter.about.id !== message.id;
  await record({
    project: matter?.project ?? DEFAULT_PROJECT,
    action: "notify",
    origin: "acted",
    outcome,
    actor: system,
    ...(matter?.about ? { subject: matter.about } : {}),
    facts: { channel: channel.name, type: message.type, ...(isNamed ? { message: message.id } : {}), ...rest },
  });
  return result;
}

/** Who tells what, by which channels, at which time (ms since 1970). */
export interface Teller {
  readonly system: EnvelopeActor;
  readonly channels: readonly Channel[];
  readonly now: number;
}

/** Tells each channel of these what it wants to know and was not told of yet, as far as it is time to; `told` is how far that was. */
export async function tellOf(
  { system, channels, now }: Teller,
  tellings: readonly Telling[],
  told: ReadonlyMap<string, readonly Delivery[]>,
): Promise<void> {
  await Promise.all(
    channels.map(async (channel) => {
      for (const telling of tellings) {
        const delivery = told.get(telling.id)?.find(({ channel: name }) => name === channel.name);
        if (delivery && isDue(delivery, now)) {
          await attempt(system, channel, telling.message, telling);
        }
      }
    }),
  );
}

/** Tells every channel of the open findings. */
export async function alertOpen(system: EnvelopeActor, channels: readonly Channel[], now = Date.now()): Promise<void> {
  const [open, told] = await read(async (tx) => {
    const tellings = (await openFindings(tx)).map(tellingOf);
    return [tellings, await deliveries(tx, tellings, channels)] as const;
  });
  await tellOf({ system, channels, now }, open, told);
}

/** Sends a test message to every channel and says what came of it. */
export async function alertForTest(system: EnvelopeActor, channels: readonly Channel[], id: string) {
  const what = "A test of the alerts of Pedigree.";
  const message = { id, type: "alert.test", severity: "info", what, data: {} } as const;
  return Promise.all(
    channels.map(async (channel) => ({ channel: channel.name, ...(await attempt(system, channel, message)) })),
  );
}
