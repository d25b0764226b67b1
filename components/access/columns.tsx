import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ago, inUtc, MOMENT_PX } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { NotRecorded, State } from "@/components/ui/state";
import type { AccessRow } from "@/lib/contract/access";

const SECONDS_PX = 27;
/** A right lasts for months. */
const MINUTE_PX = MOMENT_PX - SECONDS_PX;

/** How a row is told apart: whose, what, where. */
export function accessKey({ who, role, token, project }: AccessRow): string {
  return [who.account, role ?? token, project ?? ""].join(" ");
}

/** What somebody holds, in words. */
export function heldText({ role, scopes }: AccessRow): string {
  return role === null ? `token: ${scopes.join(", ")}` : role.replaceAll("_", " ");
}

export function placeText({ project }: AccessRow): string {
  return project ?? "everywhere";
}

function useText({ isUnused, isDisabled, lastActAt }: AccessRow): string {
  if (isDisabled) {
    return "account disabled";
  }
  const at = lastActAt === null ? "nothing yet" : inUtc(lastActAt);
  return isUnused ? `unused; ${at}` : at;
}

/** When it was used last; of what is unused for long, how long ago tells more. */
function LastTime({ at, isUnused }: { at: string; isUnused: boolean }) {
  return isUnused ? (
    <time dateTime={at} title={inUtc(at)}>
      {ago(at, Date.now())}
    </time>
  ) : (
    <Moment iso={at} quiet toMinute />
  );
}

function LastUse({ row: { isDisabled, isUnused, lastActAt } }: { row: AccessRow }) {
  return (
    <span className="flex items-center gap-2">
      {isDisabled ? <State name="ended">disabled</State> : null}
      {isUnused && !isDisabled ? <State name="warning">unused</State> : null}
      {lastActAt === null ? (
        <span className="text-ink-soft">nothing yet</span>
      ) : (
        <LastTime at={lastActAt} isUnused={isUnused || isDisabled} />
      )}
    </span>
  );
}

/** The columns of the access review. */
export const ACCESS_COLUMNS: readonly DataColumn<AccessRow>[] = [
  {
    id: "who",
    name: "Who",
    isRowHeader: true,
    minWidth: 150,
    width: "2fr",
    text: ({ who }) => who.name ?? who.account,
    sortBy: ({ who }) => who.name ?? who.account,
    show: ({ who }) => <Person who={who} />,
  },
  {
    id: "what",
    name: "Holds",
    minWidth: 150,
    width: "2fr",
    text: heldText,
    sortBy: heldText,
    show: (row) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate" title={heldText(row)}>
          {heldText(row)}
        </span>
        {row.breakGlass ? <State name="warning">emergency</State> : null}
      </span>
    ),
  },
  {
    id: "where",
    name: "In",
    minWidth: 106,
    width: "1fr",
    text: placeText,
    sortBy: placeText,
    show: (row) => (
      <span className={row.project === null ? "truncate text-ink-soft" : "truncate"}>{placeText(row)}</span>
    ),
  },
  {
    id: "since",
    name: "Since",
    width: MINUTE_PX,
    text: ({ since }) => (since ? inUtc(since) : "not recorded"),
    sortBy: ({ since }) => since ?? "",
    show: ({ since, eventId }) =>
      since && eventId ? (
        <Link className="link" href={auditEventHref(eventId)}>
          <Moment iso={since} quiet toMinute />
        </Link>
      ) : (
        <NotRecorded what="since when" />
      ),
  },
  {
    id: "until",
    name: "Until",
    width: MINUTE_PX,
    text: ({ until }) => (until ? inUtc(until) : "no end"),
    sortBy: ({ until }) => until ?? "9",
    show: ({ until }) =>
      until ? <Moment iso={until} quiet toMinute /> : <span className="text-ink-soft">no end</span>,
  },
  {
    id: "use",
    name: "Last act or look",
    width: MINUTE_PX,
    text: useText,
    sortBy: ({ lastActAt }) => lastActAt ?? "",
    show: (row) => <LastUse row={row} />,
  },
  {
    id: "confirmed",
    name: "Confirmed",
    width: MINUTE_PX,
    text: ({ confirmedAt }) => (confirmedAt ? inUtc(confirmedAt) : "never"),
    sortBy: ({ confirmedAt }) => confirmedAt ?? "",
    show: ({ confirmedAt }) =>
      confirmedAt ? <Moment iso={confirmedAt} quiet toMinute /> : <span className="text-ink-soft">never</span>,
  },
];
