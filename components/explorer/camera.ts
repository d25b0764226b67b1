import type { Core } from "cytoscape";
import { LEAST_ZOOM, MID_ZOOM, NEAR_ZOOM } from "@/components/graph/detail";
import { CLUSTER_HEIGHT, NODE_WIDTH } from "@/components/graph/layout-input";
import type { Point } from "@/components/graph/placing";

const MARGIN_PX = 24;
const MOVE_MS = 220;

export interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

function moveMs(): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOVE_MS;
}

function placesOf(core: Core): Point[] {
  return core.nodes().map((node) => node.position());
}

/** The rectangle around all boxes. From their places alone: measuring what is drawn would style all of it first. */
function boxOf(core: Core): Box {
  const places = placesOf(core);
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [w, h] = [NODE_WIDTH / 2, CLUSTER_HEIGHT / 2];
  return { x1: Math.min(...xs) - w, x2: Math.max(...xs) + w, y1: Math.min(...ys) - h, y2: Math.max(...ys) + h };
}

/** The scale at which all of `box` is in view. */
function fitting(core: Core, box: Box): number {
  const room = { w: core.width() - 2 * MARGIN_PX, h: core.height() - 2 * MARGIN_PX };
  return Math.min(room.w / (box.x2 - box.x1), room.h / (box.y2 - box.y1));
}

/** `value`, moved as little as it must to lie between the two; their middle, where there is no room between them. */
function within(value: number, least: number, most: number): number {
  return least > most ? (least + most) / 2 : Math.min(Math.max(value, least), most);
}

/** Shows as much of `box` as fits at `zoom` around `point`, without a view beyond its borders. */
function showAround(core: Core, box: Box, point: Point, zoom: number, duration: number): void {
  const [w, h] = [(core.width() / 2 - MARGIN_PX) / zoom, (core.height() / 2 - MARGIN_PX) / zoom];
  const middle = { x: within(point.x, box.x1 + w, box.x2 - w), y: within(point.y, box.y1 + h, box.y2 - h) };
  centre(core, middle, zoom, duration);
}

/**
 * Shows the whole drawing, with a margin, at most in its real size. One too large for names to be read is shown around
 * `point` instead, as small as names allow; the small map beside it shows the rest.
 */
export function showAll(core: Core, point: Point, duration = moveMs()): void {
  const box = boxOf(core);
  showAround(core, box, point, Math.max(Math.min(1, fitting(core, box)), LEAST_ZOOM), duration);
}

/** The first view: everything where most names stand whole, else the focus with what is around it. */
export function fitFirst(core: Core, focus: Point): void {
  const box = boxOf(core);
  const zoom = Math.min(1, fitting(core, box));
  showAround(core, box, focus, zoom >= MID_ZOOM ? zoom : NEAR_ZOOM, 0);
}

/**
 * After boxes went, shows the others as large as there is room for now; a view that shows some of them as large already
 * stays as it is.
 */
export function closeIn(core: Core, focus: Point): void {
  const { x1, x2, y1, y2 } = core.extent();
  const isInView = ({ x, y }: Point) => x > x1 && x < x2 && y > y1 && y < y2;
  const isLarger = Math.min(1, fitting(core, boxOf(core))) > core.zoom();
  if (isLarger || !placesOf(core).some(isInView)) {
    showAll(core, focus);
  }
}

/** Moves `point` into the middle. */
export function centre(core: Core, point: Point, zoom = core.zoom(), duration = moveMs()): void {
  const pan = { x: core.width() / 2 - point.x * zoom, y: core.height() / 2 - point.y * zoom };
  core.stop();
  if (duration === 0) {
    core.viewport({ zoom, pan });
  } else {
    core.animate({ zoom, pan }, { duration, easing: "ease-in-out-cubic" });
  }
}

/** Zooms about the middle of the view. */
export function zoomBy(core: Core, factor: number): void {
  const level = Math.min(Math.max(core.zoom() * factor, core.minZoom()), core.maxZoom());
  core.stop();
  core.zoom({ level, renderedPosition: { x: core.width() / 2, y: core.height() / 2 } });
}

/** How far one stretch has to move to lie within another; where it is too long, its middle goes to the middle. */
function shift(low: number, high: number, least: number, most: number): number {
  if (high - low > most - least) {
    return (least + most - low - high) / 2;
  }
  return Math.max(0, least - low) + Math.min(0, most - high);
}

/** The smallest rectangle around both. */
function around(a: Box, b: Box): Box {
  return {
    x1: Math.min(a.x1, b.x1),
    x2: Math.max(a.x2, b.x2),
    y1: Math.min(a.y1, b.y1),
    y2: Math.max(a.y2, b.y2),
  };
}

/**
 * Brings what has just been opened into view, and with it the focus where both fit, with the smallest move; zooms out
 * only where it has to, and no further than names can be read.
 */
export function bringIntoView(core: Core, opened: Box, focus: Box): void {
  const both = around(opened, focus);
  const box = fitting(core, both) >= LEAST_ZOOM ? both : opened;
  const room = { w: core.width() - 2 * MARGIN_PX, h: core.height() - 2 * MARGIN_PX };
  const zoom = Math.max(Math.min(core.zoom(), fitting(core, box)), Math.min(core.zoom(), LEAST_ZOOM));
  const view = core.extent();
  const [cx, cy] = [(view.x1 + view.x2) / 2, (view.y1 + view.y2) / 2];
  const [w, h] = [room.w / zoom / 2, room.h / zoom / 2];
  const dx = shift(box.x1, box.x2, cx - w, cx + w);
  const dy = shift(box.y1, box.y2, cy - h, cy + h);
  if (zoom !== core.zoom() || dx !== 0 || dy !== 0) {
    centre(core, { x: cx - dx, y: cy - dy }, zoom);
  }
}

/** Moves the view only as far as `point` needs to be well inside it. */
export function reveal(core: Core, point: Point): void {
  const { x1, x2, y1, y2 } = core.extent();
  const margin = 130;
  const isInside =
    point.x > x1 + margin && point.x < x2 - margin && point.y > y1 + margin / 2 && point.y < y2 - margin / 2;
  if (!isInside) {
    centre(core, point);
  }
}
