"use client";

import { Label, ProgressBar } from "react-aria-components";
import { Button } from "@/components/ui/button";
import { Refused } from "@/lib/client/errors";
import { areOtherBytes } from "@/lib/contract/attachment";
import { type Reached, sayBytes, sayReached } from "@/lib/contract/progress";
import type { Picked } from "./picked";
import { Trouble } from "./trouble";
import type { Attaching, Wanted } from "./use-attaching";

interface BarProps {
  label: string;
  reached: Reached | null;
}

/** How far it is: a bar, and the same in numbers. */
function Progress({ label, reached }: BarProps) {
  const percent = Math.floor((reached?.share ?? 0) * 100);
  return (
    <ProgressBar className="flex flex-col gap-1.5" value={percent} valueLabel={`${percent} %`}>
      <Label className="font-medium break-words">{label}</Label>
      <div className="h-2 overflow-hidden rounded-sm border border-line-strong bg-ground">
        <div className="h-full bg-ink" style={{ width: `${percent}%` }} />
      </div>
      <p className="text-xs text-ink-soft tabular-nums">{reached ? sayReached(reached, sayBytes) : "…"}</p>
    </ProgressBar>
  );
}

interface OnTheWayProps {
  reached: Reached | null;
  onCancel: () => void;
}

/** Hashing, which sends nothing. */
export function Hashing({ picked, reached, onCancel }: OnTheWayProps & { picked: Picked }) {
  return (
    <div className="flex flex-col gap-4">
      <Progress label={`Hashing ${picked.name}`} reached={reached} />
      <p className="text-xs text-ink-soft">In this browser. Nothing is sent.</p>
      <div className="flex justify-end">
        <Button onPress={onCancel}>Cancel</Button>
      </div>
    </div>
  );
}

function nameOf(wanted: Wanted): string {
  return wanted.from === "machine" ? wanted.hashed.picked.name : (wanted.body.uri ?? "the address");
}

/** Sending, which may be cancelled until the record is made. */
export function Sending({ wanted, reached, onCancel }: OnTheWayProps & { wanted: Wanted }) {
  const isSent = reached?.share === 1;
  return (
    <div className="flex flex-col gap-4">
      <Progress
        label={isSent ? `The server verifies ${nameOf(wanted)}` : `Sending ${nameOf(wanted)}`}
        reached={reached}
      />
      <p className="text-xs text-ink-soft">
        Where the connection breaks, it goes on by itself. What was sent is kept for some days: choose the same again,
        and only the rest is sent.
      </p>
      <div className="flex justify-end">
        <Button onPress={onCancel}>Cancel</Button>
      </div>
    </div>
  );
}

interface StoppedProps {
  wanted: Wanted;
  error: unknown;
  attaching: Attaching;
  onClose: () => void;
}

/** Why it did not come to an end, and how to go on. */
export function Stopped({ wanted, error, attaching, onClose }: StoppedProps) {
  const isReported =
    error instanceof Refused && wanted.from === "machine" && wanted.isReport === true && areOtherBytes(error.reasons);
  const mayGoOn = !(error instanceof Refused) || error.status >= 429;
  return (
    <div className="flex flex-col gap-4">
      <Trouble error={error} />
      <p className="text-ink-soft">
        {isReported
          ? "Nothing is attached. A finding is on record: until somebody has resolved it, nothing that rests on this artifact is promoted or deployed."
          : wanted.from === "machine"
            ? "Nothing is attached. What was sent is kept, and is not sent again."
            : "Nothing is attached."}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={onClose}>Close</Button>
        <Button onPress={attaching.startOver}>Choose another</Button>
        {mayGoOn ? (
          <Button look="primary" onPress={() => void attaching.confirm(wanted)}>
            Go on
          </Button>
        ) : null}
      </div>
    </div>
  );
}
