import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { cursorLike, type PageOf } from "@/lib/contract/cursor";
import type { Answered, FindingReply, FindingRow, FindingsQuery, FindingsReply } from "@/lib/contract/inbox";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { answered } from "@/lib/identity/answered";
import { namedTrail } from "@/lib/identity/audit";
import { asOf } from "@/lib/ledger/asOf";
import { countOpen } from "@/lib/log/findings";
import { type ToldFinding, toldFindings } from "@/lib/log/told-findings";
import { alerting } from "./alert";
import { deliveries } from "./deliveries";
import { RESTING_ON } from "./queries";
import { severityOf } from "./schedule";

const MOST_TRAIL = 200;

/** Where a page of the inbox ended: the stamp and the id of its last finding. */
export const InboxCursor = cursorLike(/^\d{1,16}\.find:[0-9a-f]{16}(\.\d+)?$/).transform((text) => {
  const [stamp = "", ...id] = text.split(".");
  return { stamp: Number(stamp), id: id.join(".") };
});
type InboxCursor = z.infer<typeof InboxCursor>;

type Asked = PageOf<FindingsQuery, InboxCursor>;

/** What the database lost comes first: nobody knows how old it is. */
function placeOf({ stamp, id }: Pick<ToldFinding, "stamp" | "id">) {
  return { stamp: stamp ?? Number.MAX_SAFE_INTEGER, id };
}

/** Newest first. */
function compare(a: InboxCursor, b: InboxCursor): number {
  return b.stamp - a.stamp || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** The findings that fit the query, newest first. Pure. */
function findingsAskedFor(
  findings: readonly ToldFinding[],
  { state, severity, project, kind }: Pick<Asked, "state" | "severity" | "project" | "kind">,
): ToldFinding[] {
  const isState = (each: ToldFinding) =>
    state === "all" || (state === "open" ? each.state !== "resolved" : each.state === state);
  return findings
    .filter(isState)
    .filter((each) => severity === undefined || severityOf(each.severity) === severity)
    .filter((each) => project === undefined || each.project === project)
    .filter((each) => kind === undefined || each.kind === kind)
    .toSorted((a, b) => compare(placeOf(a), placeOf(b)));
}

/** Does somebody who asks so see everything that is open, from the newest on? Pure. */
function isWhole({ state, severity, project, kind, cursor }: Omit<Asked, "limit">): boolean {
  const isPart = [severity, project, kind, cursor].some((each) => each !== undefined);
  return !isPart && (state === "open" || state === "all");
}

async function rowsOf(tx: ReadTx, findings: readonly ToldFinding[], mayRead: boolean): Promise<FindingRow[]> {
  const acts = findings.flatMap(({ acknowledged, resolved }) => [acknowledged ?? [], resolved ?? []].flat());
  const [said, told] = [await answered(tx, acts, mayRead), await deliveries(tx, findings, alerting())];
  const answerOf = (act: Envelope | null): Answered | null => (act ? (said.get(act.id) ?? null) : null);
  return findings.map(({ stamp: _, ...finding }) => {
    const channels = told.get(finding.id) ?? [];
    return {
      ...finding,
      severity: severityOf(finding.severity),
      acknowledged: answerOf(finding.acknowledged),
      resolved: answerOf(finding.resolved),
      // Nobody is told of what is resolved, so nothing waits any more.
      deliveries: finding.state === "resolved" ? channels.filter(({ attempts }) => attempts > 0) : channels,
    };
  });
}

/** Whose inbox it is: may they read the reasons that people gave, and of which projects do they know (null is all)? */
interface Reader {
  readonly mayRead: boolean;
  readonly only: readonly string[] | null;
}

/** The findings that fit `asked`, a page of them. */
export function inbox({ limit, ...asked }: Asked, { mayRead, only }: Reader): Promise<FindingsReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const all = (await toldFindings(tx)).filter((each) => only === null || only.includes(each.project));
    const fitting = findingsAskedFor(all, asked);
    const { cursor } = asked;
    const left = cursor ? fitting.filter((each) => compare(cursor, placeOf(each)) < 0) : fitting;
    const shown = left.slice(0, limit);
    const last = left.length > limit ? shown.at(-1) : undefined;
    return {
      findings: await rowsOf(tx, shown, mayRead),
      isWhole: isWhole(asked),
      open: countOpen(all.filter(({ state }) => state !== "resolved")),
      kinds: [...new Set(all.flatMap(({ kind }) => kind ?? []))].sort(),
      projects: [...new Set(all.map((each) => each.project))].sort(),
      channels: alerting().map(({ name, least }) => ({ name, least })),
      total: fitting.length,
      totalIs: "exact",
      truncated: shown.length < fitting.length,
      cursor: last ? `${placeOf(last).stamp}.${last.id}` : null,
      asOf: speaksAsOf,
    };
  });
}

const Resting = z.object({ total: z.int(), versions: z.array(z.string()) });

/** Which finding; of `project` alone, where one is given. */
interface Wanted {
  readonly id: string;
  readonly project?: string | undefined;
}

/** One finding with what it shuts and what was recorded about it. Throws NotFound where it was never raised. */
export function viewFinding({ id, project: only }: Wanted, mayRead: boolean): Promise<FindingReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const told = (await toldFindings(tx)).find(
      (each) => each.id === id && (only === undefined || each.project === only),
    );
    const [finding] = told ? await rowsOf(tx, [told], mayRead) : [];
    if (!finding) {
      throw new NotFound(`there is no finding ${id}`);
    }
    const { project, concerns } = finding;
    const [shuts] = concerns ? await tx.rows(RESTING_ON, { project, ...concerns }, Resting) : [];
    const trail = await namedTrail(tx, { subjectType: "finding", subject: id, isOwn: true }, { limit: MOST_TRAIL });
    return {
      finding,
      shuts: concerns ? (shuts ?? { total: 0, versions: [] }) : null,
      trail: trail.events.filter(({ action }) => action !== "view"),
      asOf: speaksAsOf,
    };
  });
}
