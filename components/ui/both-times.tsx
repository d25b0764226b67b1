import { Moment } from "./moment";

interface BothTimesProps {
  /** When it is said to have been. */
  at: string;
  recordedAt: string;
  /** In a table, whose rows have one height. */
  isCell?: boolean;
  /** Adds "3 days ago" to the first. */
  relative?: boolean;
}

/** The time that an act states and, wherever it differs, the time at which the server recorded it. Never one for the other. */
export function BothTimes({ at, recordedAt, isCell = false, relative = false }: BothTimesProps) {
  if (at === recordedAt) {
    return <Moment iso={at} quiet={isCell} relative={relative} />;
  }
  if (isCell) {
    return (
      <span className="flex flex-col leading-tight">
        <Moment iso={at} quiet />
        <span className="text-2xs leading-none text-ink-soft">
          recorded <Moment iso={recordedAt} quiet />
        </span>
      </span>
    );
  }
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      <Moment iso={at} relative={relative} />
      <span className="text-xs text-ink-soft">
        recorded <Moment iso={recordedAt} />
      </span>
    </span>
  );
}
