import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import { stampOf } from "@/graph-schema/values";
import type { Delivery } from "@/lib/contract/log";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { NoteRow, provenEnvelopes } from "@/lib/ledger/proven";
import { type Teller, type Telling, tellOf } from "./alert";
import type { PromotionNews } from "./channels";
import { deliveries } from "./deliveries";
import { REQUESTS_DECIDED } from "./queries";

/** What is older is not told any more: after a day of failures nobody is asked again either. */
const OLDEST_MS = 86_400_000;
/** Events are committed a moment after their stamp. */
const OVERLAP = stampOf(60_000);
/** Events of one round; what is left comes with the next one. */
const MOST = 500;

const Stages = z.object({ from_stage: z.string().optional(), to_stage: z.string().optional() });
const Row = NoteRow.extend({ id: StoredText, stamp: z.int() });

/** What each act about a request is told as. */
const NEWS: Readonly<Record<string, { readonly type: PromotionNews; say(version: string, to: string): string }>> = {
  request_promotion: { type: "promotion.requested", say: (v, to) => `The promotion of ${v}${to} waits for approval.` },
  approve: { type: "promotion.approved", say: (v) => `Somebody approved the promotion of ${v}.` },
  reject: { type: "promotion.rejected", say: (v) => `The promotion of ${v} was rejected.` },
  withdraw: { type: "promotion.withdrawn", say: (v) => `The request to promote ${v} was withdrawn.` },
  expire: {
    type: "promotion.expired",
    say: (v) => `The request to promote ${v} is over: it was not carried out in time, or under its policy.`,
  },
  promote: { type: "promotion.promoted", say: (v, to) => `${v} was promoted${to}.` },
};

const TOLD_ACTS = Object.keys(NEWS);

function named(type: Ref["type"], { subject, related = [] }: Envelope): string | undefined {
  return [...(subject ? [subject] : []), ...related].find((each) => each.type === type)?.id;
}

/** What there is to tell of one act about a request; nothing of what was refused, or is no act. Names of people stay behind the link. */
function newsOf(event: Envelope): Telling | undefined {
  const { id, project, action, origin, outcome, recorded_at: recordedAt, facts } = event;
  const news = Object.hasOwn(NEWS, action) ? NEWS[action] : undefined;
  const request = named("promotion_request", event);
  if (!news || !request || origin !== "acted" || outcome !== "done") {
    return undefined;
  }
  const version = named("model_version", event) ?? "a model version";
  const { from_stage: from = null, to_stage: to = null } = Stages.parse(facts ?? {});
  const url = `${configuration().publicUrl}/projects/${project}/promotions/${encodeURIComponent(request)}`;
  const data = {
    request,
    project,
    model_version: version,
    from_stage: from,
    to_stage: to,
    recorded_at: recordedAt,
    url,
  };
  const what = news.say(version, to === null ? "" : ` to ${to}`);
  return {
    id,
    project,
    severity: "info",
    about: { type: "promotion_request", id: request },
    message: { id, type: news.type, severity: "info", what, data },
  };
}

function isSettled(told: readonly Delivery[] = []): boolean {
  return told.every(({ state }) => state === "delivered" || state === "given_up");
}

/**
 * Tells channels of what happens to promotion requests: of those that were made, so that somebody decides; and of what became of them,
 * for whoever asked. Of what all were told is kept in memory, so that a round looks at what is new.
 */
export function promotionNews(): (teller: Teller) => Promise<void> {
  const settled = new Map<string, number>();
  let from = 0;
  return async (teller) => {
    const since = Math.max(from, stampOf(teller.now - OLDEST_MS));
    const [rows, news, told] = await read(async (tx) => {
      const which = { actions: TOLD_ACTS, since, settled: [...settled.keys()], most: MOST };
      const found = await tx.rows(REQUESTS_DECIDED, which, Row);
      const events = await provenEnvelopes(found.map(({ note }) => note));
      const tellings = events.flatMap((event) => (event && newsOf(event)) ?? []);
      return [found, tellings, await deliveries(tx, tellings, teller.channels)] as const;
    });
    await tellOf(teller, news, told);
    const left = rows.filter(({ id }) => !isSettled(told.get(id)));
    for (const { id, stamp } of rows.filter((row) => !left.includes(row))) {
      settled.set(id, stamp);
    }
    from = Math.max(from, (left[0]?.stamp ?? rows.at(-1)?.stamp ?? 0) - OVERLAP);
    for (const [id, stamp] of settled) {
      if (stamp < from) {
        settled.delete(id);
      }
    }
  };
}
