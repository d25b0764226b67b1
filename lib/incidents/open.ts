import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { Stamp } from "@/graph-schema/values";
import type { OpenIncidentBody } from "@/lib/contract/incidents";
import { reason } from "@/lib/errors";
import { type WriteTx, write } from "@/lib/graph/session";
import { lockSubject } from "@/lib/ledger/decision";
import type { Doer } from "@/lib/ledger/deed";
import { type Acted, actOn, carryOut, recorded, texts } from "./act";
import { EVENT_STAMP } from "./queries";
import { reasonsToRefuseTakingUp } from "./rules";

type New = Exclude<OpenIncidentBody, { reported: string }>;
type TakenUp = Extract<OpenIncidentBody, { reported: string }>;

async function observationReasons(tx: WriteTx, project: string, id: string | undefined): Promise<Reason[]> {
  const rows = id === undefined ? [] : await tx.rows(EVENT_STAMP, { project, id }, z.object({ stamp: Stamp }));
  return id !== undefined && rows.length === 0 ? [reason("observation_unknown", { event: id })] : [];
}

function openNew(acting: Doer, told: New): Promise<Acted> {
  const { project } = acting;
  const { concerns, kind, severity, since, observation, title, description } = told;
  const subject = { type: "incident", id: `inc:${uuidv7()}` } as const;
  return write(async (tx) => {
    await lockSubject(tx, project, subject);
    const known = await recorded(tx, project, [concerns]);
    return carryOut(tx, acting, {
      action: "open_incident",
      subject,
      related: [concerns],
      created: [{ ...subject, facts: { kind, severity } }],
      links: [{ rel: "CONCERNS", from: subject, to: concerns }],
      facts: { kind, severity, since, ...(observation ? { observed: observation } : {}) },
      payloads: texts(acting, { title, description }),
      after: known.after,
      reasons: [...known.reasons, ...(await observationReasons(tx, project, observation))],
    });
  });
}

function takeUp(acting: Doer, { reported, since, title, description }: TakenUp): Promise<Acted> {
  return actOn(acting, reported, async (_, { state }) => ({
    action: "open_incident",
    facts: { since },
    payloads: texts(acting, { title, description }),
    reasons: reasonsToRefuseTakingUp(state),
  }));
}

/** Opens an incident, or takes up one that monitoring has recorded. */
export function openIncident(acting: Doer, told: OpenIncidentBody): Promise<Acted> {
  return "reported" in told ? takeUp(acting, told) : openNew(acting, told);
}
