"use client";

import { FolderUp, Upload } from "lucide-react";
import { useState } from "react";
import { DropZone, FileTrigger, Text } from "react-aria-components";
import { Button } from "@/components/ui/button";
import { Tabs } from "@/components/ui/tabs";
import type { ContentReply } from "@/lib/contract/contents";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { AddressForm } from "./address-form";
import { dropped, pickedIn } from "./picked";
import { Trouble } from "./trouble";
import type { Attaching } from "./use-attaching";

interface ChoiceProps {
  artifact: ArtifactSummary;
  present: readonly ContentReply[];
  attaching: Attaching;
  error: unknown;
  onClose: () => void;
}

/** Where the bytes are that are to be attached. */
export function Choice({ artifact, present, attaching, error, onClose }: ChoiceProps) {
  const [from, setFrom] = useState("machine");
  return (
    <div className="-mx-4 -mt-4 flex min-h-0 flex-col">
      <Tabs
        label="Where the bytes are"
        onChange={setFrom}
        tabs={[
          {
            id: "machine",
            name: "On this machine",
            content: () => <FromMachine attaching={attaching} error={error} onClose={onClose} />,
          },
          {
            id: "address",
            name: "At an address, where they stay",
            content: () => (
              <AddressForm artifact={artifact} onClose={onClose} onConfirm={attaching.confirm} present={present} />
            ),
          },
        ]}
        value={from}
      />
    </div>
  );
}

function FromMachine({ attaching, error, onClose }: Pick<ChoiceProps, "attaching" | "error" | "onClose">) {
  const { choose } = attaching;
  const pick = (isFolder: boolean) => (files: FileList | null) => {
    if (files) {
      void choose((async () => pickedIn([...files], isFolder))());
    }
  };
  return (
    <div className="flex flex-col gap-3 px-4 pt-4">
      <DropZone
        className="flex flex-col items-center gap-3 rounded-md border border-dashed border-line-strong px-4 py-8 text-center data-drop-target:border-solid data-drop-target:border-ink data-drop-target:bg-raised data-focus-visible:outline-2 data-focus-visible:outline-ink"
        onDrop={({ items }) => void choose(dropped(items))}
      >
        <Text className="font-medium" slot="label">
          Drop a file or a folder here
        </Text>
        <div className="flex flex-wrap justify-center gap-2">
          <FileTrigger onSelect={pick(false)}>
            <Button>
              <Upload aria-hidden="true" size={14} />
              Choose a file
            </Button>
          </FileTrigger>
          <FileTrigger acceptDirectory onSelect={pick(true)}>
            <Button>
              <FolderUp aria-hidden="true" size={14} />
              Choose a folder
            </Button>
          </FileTrigger>
        </div>
      </DropZone>
      <p className="text-xs text-ink-soft">
        It is hashed in this browser first and compared with the record. Nothing is sent before you have seen the digest
        and confirmed. A folder is attached as the list of its files, hidden ones included, which is what{" "}
        <code className="font-mono">pedigree put</code> makes of it.
      </p>
      {error ? <Trouble error={error} /> : null}
      <div className="flex justify-end">
        <Button onPress={onClose}>Leave it</Button>
      </div>
    </div>
  );
}
