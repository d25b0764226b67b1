import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { NotFound, reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { append } from "@/lib/ledger/append";
import { lockSubject } from "@/lib/ledger/decision";
import { type Recorded, sole } from "@/lib/ledger/draft";
import { openFindings } from "@/lib/log/findings";
import type { Channel } from "./channels";
import { deliveries } from "./deliveries";

type Asked =
  | { readonly outcome: "done"; readonly recorded: Recorded }
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded };

/** Records that a person wants `channel` to be told of a finding again, as if it had not been tried; the worker then does. */
export function tellAgain(
  actor: EnvelopeActor,
  id: string,
  channel: string,
  channels: readonly Channel[],
): Promise<Asked> {
  const subject = { type: "finding", id } as const;
  return write(async (tx) => {
    await lockSubject(tx, DEFAULT_PROJECT, subject);
    const finding = (await openFindings(tx)).find((each) => each.id === id);
    if (!finding) {
      throw new NotFound(`no finding ${id} is open`);
    }
    const { project } = finding;
    const deed = { project, action: "retry_alert", origin: "acted", actor, subject } as const;
    const told = (await deliveries(tx, [finding], channels)).get(id) ?? [];
    const state = told.find((each) => each.channel === channel)?.state;
    const facts = { channel };
    if (state !== "failing" && state !== "given_up") {
      const reasons = [reason("alert_not_failing", facts)];
      return {
        outcome: "refused",
        reasons,
        recorded: sole(await append(tx, [{ ...deed, outcome: "refused", reasons, facts }])),
      };
    }
    return { outcome: "done", recorded: sole(await append(tx, [{ ...deed, outcome: "done", facts }])) };
  });
}
