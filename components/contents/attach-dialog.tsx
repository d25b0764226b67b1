"use client";

import { Paperclip } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useReadContentsAnew } from "@/lib/client/contents";
import type { ContentReply } from "@/lib/contract/contents";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { AttachedRecord } from "./attached-record";
import { Choice } from "./choice";
import { Decision } from "./decision";
import { Hashing, Sending, Stopped } from "./on-the-way";
import { useAttaching } from "./use-attaching";

interface AttachDialogProps {
  project: string;
  artifact: ArtifactSummary;
  /** What is attached already. */
  present: readonly ContentReply[];
}

/** Attaches bytes to an artifact: a file or a folder of this machine, or an address at which they stay. */
export function AttachDialog({ project, artifact, present }: AttachDialogProps) {
  const [isOpen, setOpen] = useState(false);
  const readAnew = useReadContentsAnew(project, artifact);
  function open(next: boolean) {
    setOpen(next);
    // Also after a refusal, which may have raised a finding.
    if (!next) {
      readAnew();
    }
  }
  return (
    <>
      <Button onPress={() => open(true)} size="small">
        <Paperclip aria-hidden="true" size={14} />
        Attach
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={open} role="alertdialog" title={`Attach to ${artifact.id}`}>
        <Attaching artifact={artifact} onClose={() => open(false)} present={present} project={project} />
      </Dialog>
    </>
  );
}

type StepsProps = AttachDialogProps & { onClose: () => void };

function Attaching(props: StepsProps) {
  const attaching = useAttaching(props.project, props.artifact);
  return (
    <Step key={attaching.step.at}>
      <Steps {...props} attaching={attaching} />
    </Step>
  );
}

/** One step of the dialog. It takes the focus, which would jump to the button that closes when the step before it goes. */
function Step({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="outline-none" ref={box} tabIndex={-1}>
      {children}
    </div>
  );
}

function Steps({ artifact, present, onClose, attaching }: StepsProps & { attaching: ReturnType<typeof useAttaching> }) {
  const { step, reached } = attaching;
  switch (step.at) {
    case "choosing":
      return (
        <Choice artifact={artifact} attaching={attaching} error={step.error} onClose={onClose} present={present} />
      );
    case "hashing":
      return <Hashing onCancel={attaching.startOver} picked={step.picked} reached={reached} />;
    case "deciding":
      return <Decision artifact={artifact} attaching={attaching} hashed={step.hashed} present={present} />;
    case "sending":
      return <Sending onCancel={attaching.startOver} reached={reached} wanted={step.wanted} />;
    case "stopped":
      return <Stopped attaching={attaching} error={step.error} onClose={onClose} wanted={step.wanted} />;
    case "attached":
      return <AttachedRecord onClose={onClose} reply={step.reply} wasThere={step.wasThere} />;
  }
}
