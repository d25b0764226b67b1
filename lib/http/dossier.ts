import { type DossierQuery, type DossierType, MEDIA_TYPES, type PeriodQuery } from "@/lib/contract/dossier";
import { callerAt } from "@/lib/identity/caller";
import { dossierOf, type Asked as Wanted } from "@/lib/report/dossier";
import { handedOver } from "@/lib/report/handed";
import type { Asked, Look, Looked } from "./result";

/** Names of files are shorter than ids may be. */
const MOST_NAME = 80;

/** One after the other: to make one takes a processor, and who asks for many must not take it from those who look. */
let turn: Promise<unknown> = Promise.resolve();

function inTurn<Made>(make: () => Promise<Made>): Promise<Made> {
  const mine = turn.then(make, make);
  turn = mine.catch(() => undefined);
  return mine;
}

type Where = Pick<Asked<unknown, unknown, unknown>, "caller" | "project">;

/** Makes a dossier; that it was handed over is on record with its digest before the first byte leaves. */
async function handOver(wanted: Wanted, called: string, { subject, facts: of }: Pick<Look, "subject" | "facts">) {
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
    stream: new Blob([Buffer.from(bytes)]).stream(),
    type: MEDIA_TYPES[format],
    headers: { "content-disposition": `attachment; filename="${name}"`, "content-length": `${bytes.length}` },
    look,
  };
}

/** The dossier of one artifact. */
export function takeDossier(
  { caller, project }: Where,
  subject: { readonly type: DossierType; readonly id: string },
  { format, position, template, audience }: DossierQuery,
): Promise<Looked> {
  const about = { project, focus: subject, template, audience, maySeeLooks: caller.permissions.has("audit:read") };
  return handOver({ about, size: position, format }, subject.id, { subject, facts: { of: `dossier ${format}` } });
}

/** The dossier of a time, or of what one account did in it. */
export function takePeriod({ project, caller }: Where, { format, position, ...period }: PeriodQuery): Promise<Looked> {
  const { from, to, volume } = period;
  const isEverywhere = callerAt(caller, "installation").permissions.has("audit:read");
  const called = `${from.slice(0, 10)}-${to.slice(0, 10)}${volume > 1 ? `-${volume}` : ""}`;
  return handOver({ about: { project, isEverywhere, ...period }, size: position, format }, called, {
    facts: { of: `period ${format}`, since: from, until: to, volume },
  });
}
