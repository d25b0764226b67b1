import { reasonsIn, refuse } from "@/lib/artifacts/act";
import { type DossierQuery, type DossierType, MEDIA_TYPES, type PeriodQuery } from "@/lib/contract/dossier";
import { reason, SigningRefused } from "@/lib/errors";
import { callerAt } from "@/lib/identity/caller";
import { dossierOf, type Asked as Wanted } from "@/lib/report/dossier";
import { handedOver } from "@/lib/report/handed";
import { bytesRefused } from "./contents";
import { inOneChunk } from "./reply";
import type { Asked, Look, Looked, RefusedAct } from "./result";

/** Names of files are shorter than ids may be. */
const MOST_NAME = 80;

/** One after the other: to make one takes a processor, and who asks for many must not take it from those who look. */
let turn: Promise<unknown> = Promise.resolve();

function inTurn<Made>(make: () => Promise<Made>): Promise<Made> {
  const mine = turn.then(make, make);
  turn = mine.catch(() => undefined);
  return mine;
}

type Where = Pick<Asked<unknown, unknown, unknown>, "actor" | "caller" | "project">;
type Of = Pick<Look, "subject" | "facts">;

/** Makes a dossier; that it was handed over is on record with its digest before the first byte leaves. */
async function handOver(wanted: Wanted, called: string, { subject, facts: of }: Of): Promise<Looked> {
  const { format } = wanted;
  const made = await inTurn(() => dossierOf(wanted));
  const { size, events } = made;
  const { bytes, facts } = await handedOver(made.bytes, format, new Date());
  const name = `dossier-${called.replaceAll(/[^A-Za-z0-9.-]+/g, "-").slice(0, MOST_NAME)}-${size}.${format}`;
  const look: Look = {
    action: "export",
    ...(subject ? { subject } : {}),
    facts: { ...of, ...facts, log_size: size },
    shown: events,
  };
  return {
    stream: inOneChunk(bytes),
    type: MEDIA_TYPES[format],
    headers: { "content-disposition": `attachment; filename="${name}"`, "content-length": `${bytes.length}` },
    look,
  };
}

/** The same, or why it cannot be made now: a certificate that ended, a store that does not answer. That is on record, too. */
async function handOverOrSay(where: Where, wanted: Wanted, called: string, of: Of): Promise<Looked | RefusedAct> {
  try {
    return await handOver(wanted, called, of);
  } catch (error) {
    const isUnsigned = error instanceof SigningRefused;
    const reasons = isUnsigned ? [reason("document_not_signed", { why: error.message })] : reasonsIn(error);
    return bytesRefused(await refuse(where, { action: "export", ...of }, reasons));
  }
}

/** The dossier of one artifact. */
export function takeDossier(
  where: Where,
  subject: { readonly type: DossierType; readonly id: string },
  { format, position, template, audience }: DossierQuery,
): Promise<Looked | RefusedAct> {
  const { caller, project } = where;
  const about = { project, focus: subject, template, audience, maySeeLooks: caller.permissions.has("audit:read") };
  return handOverOrSay(where, { about, size: position, format }, subject.id, {
    subject,
    facts: { of: `dossier ${format}` },
  });
}

/** The dossier of a time, or of what one account did in it. */
export function takePeriod(where: Where, { format, position, ...period }: PeriodQuery): Promise<Looked | RefusedAct> {
  const { project, caller } = where;
  const { from, to, volume } = period;
  const isEverywhere = callerAt(caller, "installation").permissions.has("audit:read");
  const called = `${from.slice(0, 10)}-${to.slice(0, 10)}${volume > 1 ? `-${volume}` : ""}`;
  return handOverOrSay(where, { about: { project, isEverywhere, ...period }, size: position, format }, called, {
    facts: { of: `period ${format}`, since: from, until: to, volume },
  });
}
