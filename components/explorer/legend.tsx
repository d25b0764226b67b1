"use client";

import { ListFilter, OctagonAlert, TriangleAlert } from "lucide-react";
import { DialogTrigger, Popover } from "react-aria-components";
import { DOUBT_WORDS } from "@/components/graph/doubt";
import type { Drawing } from "@/components/graph/drawing";
import { countOf, KINDS } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/field";
import { POPOVER } from "@/components/ui/menu";
import { ARTIFACT_TYPES, type ArtifactType } from "@/graph-schema/names";
import { LineMeanings } from "./line-legend";

interface LegendProps {
  /** Everything that has arrived, also what is switched off. */
  whole: Drawing;
  hidden: readonly ArtifactType[];
  onToggle: (type: ArtifactType) => void;
}

function shownCounts(whole: Drawing): Map<ArtifactType, number> {
  const counts = new Map<ArtifactType, number>();
  for (const { type, cluster } of whole.nodes.values()) {
    counts.set(type, (counts.get(type) ?? 0) + (cluster ? cluster.total - cluster.single : 1));
  }
  return counts;
}

/** What stands above boxes that a finding has to do with. */
function MarkMeanings() {
  return (
    <>
      <li className="flex items-start gap-1.5">
        <OctagonAlert aria-hidden="true" className="mt-0.5 shrink-0 text-bad" size={14} />
        <span>
          <b>{DOUBT_WORDS.found}</b>, solid red frame: its bytes are not what is recorded
        </span>
      </li>
      <li className="flex items-start gap-1.5">
        <TriangleAlert aria-hidden="true" className="mt-0.5 shrink-0 text-warn" size={14} />
        <span>
          <b>{DOUBT_WORDS.resting}</b>, dashed frame: something that it was made from is so
        </span>
      </li>
    </>
  );
}

/** What the marks and lines mean; switching a kind off takes it out of the drawing. */
export function Legend({ whole, hidden, onToggle }: LegendProps) {
  const counts = shownCounts(whole);
  const types = ARTIFACT_TYPES.filter((type) => counts.has(type) || hidden.includes(type));
  return (
    <DialogTrigger>
      <Button look={hidden.length > 0 ? "plain" : "quiet"} size="small">
        <ListFilter aria-hidden="true" size={14} />
        Kinds
        {hidden.length > 0 ? <span className="text-ink-soft">({hidden.length} off)</span> : null}
      </Button>
      <Popover aria-label="Kinds and lines" className={`${POPOVER} w-72 p-3`} placement="bottom start">
        <h2 className="label mb-1">Kinds shown</h2>
        <ul className="flex flex-col gap-1.5">
          {types.map((type) => (
            <li key={type}>
              <Checkbox isSelected={!hidden.includes(type)} onChange={() => onToggle(type)}>
                <KindIcon type={type} />
                {counts.has(type) ? countOf(type, counts.get(type) ?? 0) : KINDS[type].many}
              </Checkbox>
            </li>
          ))}
        </ul>
        <h2 className="label mt-3 mb-1">Marks</h2>
        <ul className="flex flex-col gap-1 text-xs text-ink-soft">
          <MarkMeanings />
        </ul>
        <h2 className="label mt-3 mb-1">Lines</h2>
        <ul className="mt-1 flex flex-col gap-1 text-xs text-ink-soft">
          <LineMeanings />
        </ul>
      </Popover>
    </DialogTrigger>
  );
}
