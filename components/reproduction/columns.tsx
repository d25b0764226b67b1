import { ArtifactLink } from "@/components/artifact/artifact-link";
import { whoName } from "@/components/person/name";
import { Person } from "@/components/person/person";
import { auditEventHref, reproductionHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { inUtc, MOMENT_PX } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { OriginState } from "@/components/ui/state";
import type { ReproductionRow } from "@/lib/contract/reproduction";
import { CancelRun, ReproductionStateMark } from "./parts";
import { answerSentence, STATES } from "./words";

const MOST_ID = 24;

function began({ asked, ended }: ReproductionRow): string {
  return asked?.at ?? ended?.at ?? "";
}

/** Who asked for it, or whose command told the verdict by itself. */
function toldBy({ asked, ended }: ReproductionRow) {
  return (asked ?? ended)?.by;
}

function ofProject(project: string): DataColumn<ReproductionRow>[] {
  return [
    {
      id: "at",
      name: "Asked for",
      width: MOMENT_PX,
      isRowHeader: true,
      text: (row) => inUtc(began(row)),
      sortBy: began,
      show: (row) => (
        <Link href={reproductionHref(project, row.id)}>
          <Moment iso={began(row)} quiet />
        </Link>
      ),
    },
    {
      id: "prediction",
      name: "Prediction",
      minWidth: 108,
      text: ({ prediction }) => prediction,
      sortBy: ({ prediction }) => prediction,
      show: ({ prediction }) => (
        <ArtifactLink artifact={{ type: "prediction", id: prediction }} most={MOST_ID} project={project} />
      ),
    },
    {
      id: "state",
      name: "State",
      width: 186,
      text: ({ state }) => STATES[state][1],
      sortBy: ({ state }) => state,
      show: (row) => (
        <span className="flex items-center gap-2">
          <ReproductionStateMark state={row.state} />
          <CancelRun project={project} row={row} />
        </span>
      ),
    },
  ];
}

const OTHERS: readonly DataColumn<ReproductionRow>[] = [
  { id: "answer", name: "What came of it", minWidth: 240, width: "2fr", text: answerSentence },
  {
    id: "asked",
    name: "Who",
    minWidth: 116,
    text: (row) => {
      const by = toldBy(row);
      return by ? `${row.asked ? "" : "a command of "}${whoName(by)}` : "";
    },
    show: (row) => {
      const by = toldBy(row);
      return by ? <Person who={by} /> : null;
    },
  },
  {
    id: "origin",
    name: "Origin",
    width: 170,
    text: ({ ended }) => ended?.origin ?? "",
    show: ({ ended }) => (ended ? <OriginState origin={ended.origin} /> : null),
  },
  {
    id: "event",
    name: "Event",
    width: 86,
    text: ({ ended }) => ended?.event ?? "",
    show: ({ ended }) => (ended ? <Link href={auditEventHref(ended.event)}>its event</Link> : null),
  },
];

/** The columns of the queue and the history. */
export function reproductionColumns(project: string): readonly DataColumn<ReproductionRow>[] {
  return [...ofProject(project), ...OTHERS];
}
