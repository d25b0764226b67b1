import { X } from "lucide-react";
import type { Drawing } from "@/components/graph/drawing";
import { edgeText, nameOf } from "@/components/graph/elements";
import { shortId } from "@/components/kind/shorten";
import { auditEventHref } from "@/components/shell/address";
import { IconButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { OriginState } from "@/components/ui/state";

const MOST = 28;

interface EdgeStripProps {
  drawing: Drawing;
  edge: string | null;
  onClose: () => void;
}

/** What one line of the drawing stands for, with the event that recorded it. */
export function EdgeStrip({ drawing, edge, onClose }: EdgeStripProps) {
  const drawn = edge === null ? undefined : drawing.edges.get(edge);
  const source = drawn && drawing.nodes.get(drawn.source);
  const target = drawn && drawing.nodes.get(drawn.target);
  if (!drawn || !source || !target) {
    return null;
  }
  return (
    <div
      className="absolute bottom-13 left-3 flex max-w-[calc(100%-13rem)] flex-wrap items-center gap-2 rounded-md border border-line-strong bg-panel py-1 pr-1 pl-3 text-xs"
      role="status"
    >
      <bdi className="font-mono">{shortId(nameOf(source), MOST)}</bdi>
      <span className="text-ink-soft">→</span>
      <bdi className="font-mono">{shortId(nameOf(target), MOST)}</bdi>
      <span className="font-mono text-2xs text-ink-faint">{edgeText(drawn)}</span>
      {drawn.isAsserted ? <OriginState origin="asserted" /> : null}
      {drawn.eventId ? (
        <Link href={auditEventHref(drawn.eventId)}>{drawn.count > 1 ? "one of its events" : "its event"}</Link>
      ) : null}
      <IconButton label="Close" onPress={onClose}>
        <X aria-hidden="true" size={13} />
      </IconButton>
    </div>
  );
}
