"use client";

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { EventLine } from "@/components/audit/event-line";
import { verb } from "@/components/audit/sentence";
import { shortId } from "@/components/kind/shorten";
import { whoName } from "@/components/person/name";
import { auditEventHref } from "@/components/shell/address";
import type { Span } from "@/components/timeline/scale";
import { Timeline } from "@/components/timeline/timeline";
import { BothTimes } from "@/components/ui/both-times";
import { DataTable } from "@/components/ui/data-table";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { inUtc } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { Select } from "@/components/ui/select";
import { OriginState } from "@/components/ui/state";
import { counted } from "@/lib/contract/amount";
import { LANES, type Series, type TimelineEvent, type Timeline as TimelineReply } from "@/lib/contract/cause";
import { eventSentence, LANE_NAMES, seriesSentence } from "./words";

const TRACKS = LANES.map((id) => ({ id, name: LANE_NAMES[id] }));
const VIEWS = ["drawing", "table"] as const;
const MOST_ID = 8;
const WINDOWS = [1, 3, 7, 14, 30, 90];

/** The address as the state of the view: which part is shown, which lanes, which event. */
function useView(whole: Span) {
  const [state, set] = useQueryStates({
    show: parseAsStringLiteral(VIEWS).withDefault("drawing"),
    zoom: parseAsString,
    lanes: parseAsArrayOf(parseAsStringLiteral(LANES)),
    event: parseAsString,
  });
  const [from, to] = (state.zoom ?? "").split("~").map((text) => Date.parse(text));
  const isZoomed = from !== undefined && to !== undefined && from < to;
  return {
    ...state,
    set,
    shown: isZoomed ? { from: Math.max(from, whole.from), to: Math.min(to, whole.to) } : whole,
    zoom: (span: Span | null) =>
      set({ zoom: span && `${new Date(span.from).toISOString()}~${new Date(span.to).toISOString()}` }),
  };
}

type Row = TimelineEvent;

function columns(project: string): DataColumn<Row>[] {
  return [
    {
      id: "at",
      name: "Happened",
      width: 224,
      text: ({ at }) => inUtc(at),
      sortBy: ({ at }) => at,
      show: ({ at, recordedAt }) => <BothTimes at={at} isCell recordedAt={recordedAt} />,
    },
    { id: "lane", name: "Kind", width: 112, text: ({ lane }) => LANE_NAMES[lane], sortBy: ({ lane }) => lane },
    {
      id: "what",
      name: "What",
      isRowHeader: true,
      minWidth: 180,
      width: "1fr",
      text: (event) => verb(event),
      show: (event) => (
        <Link className="link truncate" href={auditEventHref(event.id)}>
          {verb(event)}
        </Link>
      ),
    },
    {
      id: "about",
      name: "About",
      minWidth: 190,
      width: "1fr",
      text: ({ subject }) => subject?.id ?? "",
      show: ({ subject }) => (subject ? <ArtifactLink artifact={subject} most={24} project={project} /> : null),
    },
    { id: "by", name: "By", width: 150, text: ({ who }) => whoName(who), sortBy: ({ who }) => whoName(who) },
    {
      id: "origin",
      name: "How we know",
      width: 170,
      text: ({ origin }) => origin,
      show: ({ origin }) => <OriginState origin={origin} />,
    },
  ];
}

/** What of the window is not drawn, and why: nothing is left out silently. */
function Rest({ timeline, hiddenLanes }: { timeline: TimelineReply; hiddenLanes: number }) {
  const { events, total, totalIs, hidden, downloads, truncated } = timeline;
  return (
    <p className="mt-1 text-xs text-ink-soft">
      {events.length.toLocaleString("en")} of {totalIs === "at_least" ? "at least " : ""}
      {counted(total, "event")}
      {truncated ? ", those nearest to the beginning of the trouble" : ""}
      {hiddenLanes > 0 ? `; ${hiddenLanes.toLocaleString("en")} of them filtered out` : ""}. Downloads and exports in
      this time: {downloads.toLocaleString("en")}.
      {hidden.length > 0 ? " Changes of access are not shown: that needs the right to read the audit trail." : ""}
    </p>
  );
}

/** A metric; with what it was measured of where several curves are of one metric. */
function nameOf({ metric, subject }: Series, all: readonly Series[]): string {
  const isOneOfMany = all.filter((each) => each.metric === metric).length > 1;
  return isOneOfMany && subject ? `${metric} ${shortId(subject.id, MOST_ID)}` : metric;
}

interface AroundProps {
  project: string;
  incident: string;
  timeline: TimelineReply;
  at: string;
  days: number;
  onDays: (days: number) => void;
}

/** What happened around the trouble: as a drawing, and as a table of the same events. */
export function Around({ project, incident, timeline, at, days, onDays }: AroundProps) {
  const whole = { from: Date.parse(timeline.from), to: Date.parse(timeline.to) };
  const view = useView(whole);
  const events = timeline.events.filter(({ lane }) => view.lanes === null || view.lanes.includes(lane));
  const current = timeline.events.find(({ id }) => id === view.event);
  const present = LANES.filter((lane) => timeline.events.some((event) => event.lane === lane));
  const choices = WINDOWS.map((each) => ({
    id: String(each),
    name: `${counted(each, "day")} on each side`,
  }));
  return (
    <>
      <div className="mb-2 flex flex-wrap items-end gap-3">
        <Select choices={choices} label="Window" onChange={(id) => onDays(Number(id))} value={String(days)} />
        <Select
          choices={[{ id: "all", name: "All kinds" }, ...present.map((id) => ({ id, name: LANE_NAMES[id] }))]}
          label="Kinds of events"
          onChange={(id) =>
            view.set({
              lanes: present.filter((lane) => lane === id).length > 0 ? present.filter((lane) => lane === id) : null,
            })
          }
          value={view.lanes?.[0] ?? "all"}
        />
        <Select
          choices={[
            { id: "drawing", name: "Drawing" },
            { id: "table", name: "Table" },
          ]}
          label="Show as"
          onChange={(id) => view.set({ show: id === "table" ? "table" : "drawing" })}
          value={view.show}
        />
      </div>
      {view.show === "table" ? (
        <div className="flex h-96 flex-col border border-line">
          <DataTable
            columns={columns(project)}
            empty={<Empty title="Nothing is recorded in this time" />}
            keyOf={({ id }) => id}
            label="Timeline"
            rows={events}
          />
        </div>
      ) : (
        <Timeline
          at={at}
          atName="trouble began"
          current={view.event}
          curves={timeline.series.map((series) => ({
            id: series.eventId,
            name: nameOf(series, timeline.series),
            says: seriesSentence(series),
            baseline: series.baseline,
            points: series.points,
          }))}
          label="Events around the trouble; arrow keys step from event to event"
          marks={events.map((event) => ({ ...event, says: eventSentence(event) }))}
          onPick={(event) => view.set({ event })}
          onZoom={view.zoom}
          shown={view.shown}
          tracks={TRACKS}
          whole={whole}
        />
      )}
      <Rest hiddenLanes={timeline.events.length - events.length} timeline={timeline} />
      <div aria-live="polite" className="mt-2 min-h-16 border-t border-line pt-2">
        {current ? (
          <ul>
            <EventLine beside={{ type: "incident", id: incident }} event={current} withFacts />
          </ul>
        ) : (
          <p className="text-xs text-ink-faint">Choose an event, or step through them with the arrow keys.</p>
        )}
      </div>
    </>
  );
}
