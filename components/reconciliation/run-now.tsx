"use client";

import { ChevronDown } from "lucide-react";
import { whoName } from "@/components/person/name";
import { Refusal } from "@/components/reason/refusal";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Moment } from "@/components/ui/moment";
import { State } from "@/components/ui/state";
import { useProgress, useRequestRun } from "@/lib/client/reconciliation";
import { useMay } from "@/lib/client/session";
import type { Doing } from "@/lib/contract/reconciliation";

/** What the worker does now, and for those who may the way to have it begin. */
export function RunNow({ doing }: { doing: Doing }) {
  const mayAsk = useMay("reconciliation:request");
  const request = useRequestRun();
  const now = useProgress(doing);
  const isBusy = now.asked !== null || now.running !== null;
  return (
    <>
      <span role="status">
        <Progress doing={now} />
      </span>
      {mayAsk ? (
        <Menu
          label="What is read"
          trigger={
            <Button isDisabled={isBusy || request.isPending}>
              {request.isPending ? "Recording …" : "Compare now"}
              <ChevronDown aria-hidden="true" size={14} />
            </Button>
          }
        >
          <MenuItem onAction={() => request.mutate("incremental")}>Read what is new and what is due</MenuItem>
          <MenuItem onAction={() => request.mutate("full")}>Read every blob</MenuItem>
        </Menu>
      ) : null}
      {request.error ? (
        <div className="w-full">
          <Refusal error={request.error} />
        </div>
      ) : null}
    </>
  );
}

function Progress({ doing: { asked, running } }: { doing: Doing }) {
  if (running) {
    const share =
      running.of > 0 ? `: ${running.done.toLocaleString("en")} of ${running.of.toLocaleString("en")} blobs` : "";
    return <State name="pending">under way{share}</State>;
  }
  return asked ? (
    <span className="flex flex-wrap items-center gap-x-2">
      <State name="pending">asked for</State>
      <span className="text-xs text-ink-soft">
        by {whoName(asked.by)} <Moment iso={asked.at} quiet relative />; the worker begins within seconds
      </span>
    </span>
  ) : null;
}
