"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { pin as pinKeys } from "@/components/proof/pin";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Dialog } from "@/components/ui/dialog";
import { ProblemView } from "@/components/ui/problem";
import { Fact, Facts } from "@/components/ui/section";
import { askLogKeys, useReadLogAnew } from "@/lib/client/log";
import type { PublicKeys } from "@/lib/contract/log";
import { isPinned } from "./compare";

function Named({ keys, whose }: { keys: PublicKeys; whose: string }) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="label">{whose}</h3>
      <Facts>
        <Fact name="checkpoints">
          <Copyable most={48} text={keys.log[0] ?? ""} what={`log’s key, ${whose}`} />
        </Fact>
        <Fact name="events">
          <Copyable most={48} text={keys.events[0] ?? ""} what={`recorder’s key, ${whose}`} />
        </Fact>
      </Facts>
    </div>
  );
}

/** Gives up the pinned keys for those that the server names now; never by itself, and not without saying what it means. */
export function ReplacePin({ pin }: { pin: PublicKeys }) {
  const [isOpen, setOpen] = useState(false);
  const readAnew = useReadLogAnew();
  const { data, error, refetch } = useQuery({ queryKey: ["log keys"], queryFn: askLogKeys, enabled: isOpen });
  function replace(keys: PublicKeys) {
    pinKeys(keys);
    setOpen(false);
    readAnew();
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>Replace the pinned keys …</Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} role="alertdialog" title="Replace the pinned keys">
        <div className="flex flex-col gap-4">
          <p className="border-l-2 border-line-strong pl-3">
            From then on this browser believes whoever holds the server’s keys of now, and finds invalid what only the
            old keys signed. Do it after you compared the new keys with a copy from elsewhere. Nothing is recorded: it
            concerns this browser alone.
          </p>
          <Named keys={pin} whose="pinned here" />
          {error ? <ProblemView error={error} onRetry={() => void refetch()} /> : null}
          {data ? <Named keys={data} whose="named by the server now" /> : null}
          {data && isPinned(data, pin) ? <p>They are the same: there is nothing to replace.</p> : null}
          <div className="flex justify-end gap-2">
            <Button onPress={() => setOpen(false)}>Keep them</Button>
            <Button
              isDisabled={!data || isPinned(data, pin)}
              look="danger"
              onPress={() => (data ? replace(data) : undefined)}
            >
              Trust the server’s keys of now
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
