"use client";

import { ChevronLeft, ChevronRight, Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { IconButton } from "@/components/ui/button";
import { inUtc, inViewersZone } from "@/components/ui/moment-text";
import { Curve, type CurveData } from "./curve";
import { Overview } from "./overview";
import {
  inOrder,
  isWithin,
  laneStep,
  type Mark,
  placeOf,
  type Span,
  stepFrom,
  type TrackName,
  ticksOf,
  zoomed,
} from "./scale";
import { Track } from "./track";

const DAY_MS = 86_400_000;
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const hour = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

interface TimelineProps {
  label: string;
  marks: readonly Mark[];
  /** The lanes that there can be, in their order; those without an event are left out. */
  tracks: readonly TrackName[];
  curves?: readonly CurveData[];
  whole: Span;
  shown: Span;
  /** The moment that it is all about. */
  at: string;
  atName: string;
  current: string | null;
  onPick: (id: string | null) => void;
  onZoom: (span: Span | null) => void;
  /** What stands beside the tools. */
  children?: ReactNode;
}

/** The time below the lanes, and the moment that it is all about. */
function Axis({ shown }: { shown: Span }) {
  const format = shown.to - shown.from > 4 * DAY_MS ? day : hour;
  return (
    <div aria-hidden="true" className="relative ml-[7.5rem] h-5 text-2xs text-ink-faint max-sm:ml-[5.5rem]">
      {ticksOf(shown).map((tick, index) => (
        <span
          className={`absolute top-1 -translate-x-1/2 whitespace-nowrap ${index % 2 === 1 ? "max-md:hidden" : ""}`}
          key={tick}
          style={{ left: `${placeOf(new Date(tick).toISOString(), shown) * 100}%` }}
        >
          {format.format(tick)}
        </span>
      ))}
    </div>
  );
}

function Now({ at, atName, shown }: { at: string; atName: string; shown: Span }) {
  if (!isWithin(at, shown)) {
    return null;
  }
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 right-0 left-[7.5rem] max-sm:left-[5.5rem]"
    >
      <div className="absolute inset-y-0 w-px bg-accent" style={{ left: `${placeOf(at, shown) * 100}%` }}>
        <span
          className="absolute top-0 -translate-x-1/2 rounded-sm bg-panel px-1 text-2xs font-semibold whitespace-nowrap text-accent-text"
          title={inUtc(at)}
        >
          {atName}
        </span>
      </div>
    </div>
  );
}

function Tools({ props, go }: { props: TimelineProps; go: (steps: number) => void }) {
  const { shown, whole, onZoom } = props;
  const isWhole = shown.from === whole.from && shown.to === whole.to;
  return (
    <div className="flex flex-wrap items-center gap-1">
      <IconButton hint="←" label="Event before" onPress={() => go(-1)}>
        <ChevronLeft aria-hidden="true" size={16} />
      </IconButton>
      <IconButton hint="→" label="Next event" onPress={() => go(1)}>
        <ChevronRight aria-hidden="true" size={16} />
      </IconButton>
      <IconButton hint="+" label="Zoom in" onPress={() => onZoom(zoomed(shown, 0.5, whole))}>
        <ZoomIn aria-hidden="true" size={16} />
      </IconButton>
      <IconButton hint="-" isDisabled={isWhole} label="Zoom out" onPress={() => onZoom(zoomed(shown, 2, whole))}>
        <ZoomOut aria-hidden="true" size={16} />
      </IconButton>
      <IconButton hint="0" isDisabled={isWhole} label="The whole window" onPress={() => onZoom(null)}>
        <Maximize2 aria-hidden="true" size={14} />
      </IconButton>
      <span className="px-1 text-xs text-ink-soft" role="status">
        {inViewersZone(new Date(shown.from).toISOString())} to {inViewersZone(new Date(shown.to).toISOString())}
      </span>
      {props.children}
    </div>
  );
}

/** What each key does: arrows step by event and by lane, + and - zoom, 0 shows everything, Escape lets go. */
function useKeys(props: TimelineProps, ordered: readonly Mark[], go: (steps: number) => void) {
  const { tracks, current, shown, whole, onPick, onZoom } = props;
  const lanes = tracks.map(({ id }) => id);
  const here = ordered.find(({ id }) => id === current);
  const around = here && Date.parse(here.at);
  const keys = new Map<string, () => void>([
    ["ArrowLeft", () => go(-1)],
    ["ArrowRight", () => go(1)],
    ["Home", () => onPick(ordered[0]?.id ?? null)],
    ["End", () => onPick(ordered.at(-1)?.id ?? null)],
    ["ArrowUp", () => onPick(laneStep(ordered, lanes, here, false)?.id ?? current)],
    ["ArrowDown", () => onPick(laneStep(ordered, lanes, here, true)?.id ?? current)],
    ["+", () => onZoom(zoomed(shown, 0.5, whole, around))],
    ["-", () => onZoom(zoomed(shown, 2, whole, around))],
    ["0", () => onZoom(null)],
    ["Escape", () => onPick(null)],
  ]);
  return (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys.get(event.key);
    if (act) {
      event.preventDefault();
      act();
    }
  };
}

/** What happened, lane by lane, around one moment: the house's timeline. A table of the same stands beside it. */
export function Timeline(props: TimelineProps) {
  const { label, marks, tracks, curves = [], whole, shown, at, atName, current, onPick, onZoom } = props;
  const base = useId();
  const within = marks.filter((mark) => isWithin(mark.at, shown));
  const ordered = inOrder(within);
  const go = (steps: number) => onPick(stepFrom(ordered, current, steps, at)?.id ?? null);
  const onKeyDown = useKeys(props, ordered, go);
  const optionId = (id: string) => `${base}-${id}`;
  const isShown = within.some(({ id }) => id === current);
  return (
    <div className="flex flex-col gap-2">
      <Tools go={go} props={props} />
      <Overview marks={marks} onZoom={onZoom} shown={shown} whole={whole} />
      <div className="relative mt-1 pt-5">
        {within.length > 0 ? (
          <div
            aria-activedescendant={isShown && current ? optionId(current) : undefined}
            aria-label={label}
            className="rounded-sm"
            onKeyDown={onKeyDown}
            role="listbox"
            tabIndex={0}
          >
            {tracks
              .map((track) => ({ track, own: within.filter(({ lane }) => lane === track.id) }))
              .filter(({ own }) => own.length > 0)
              .map(({ track, own }) => (
                <Track
                  current={current}
                  key={track.id}
                  marks={own}
                  onPick={onPick}
                  optionId={optionId}
                  span={shown}
                  track={track}
                />
              ))}
          </div>
        ) : (
          <p className="py-4 text-ink-soft">Nothing is recorded in this time.</p>
        )}
        {curves.map((curve) => (
          <Curve curve={curve} key={curve.id} span={shown} />
        ))}
        <Now at={at} atName={atName} shown={shown} />
        <Axis shown={shown} />
      </div>
    </div>
  );
}
