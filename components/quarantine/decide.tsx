import { useState } from "react";
import { PrivacyAct } from "@/components/privacy/act";
import { Select } from "@/components/ui/select";
import { useDecision } from "@/lib/client/quarantine";
import { QUARANTINE_DECISIONS, type QuarantineDecision, type QuarantineReply } from "@/lib/contract/quarantine";
import { Contents } from "./contents";

const DECISIONS: Readonly<
  Record<QuarantineDecision, { name: string; says: string; confirm: string; done: string; meaning: string }>
> = {
  release: {
    name: "Release as sent",
    says: "The events are recorded as they were sent, by whoever sent them. What is in facts stays for ever.",
    confirm: "Release as sent",
    done: "Released",
    meaning: "I have these events recorded as they were sent.",
  },
  redact: {
    name: "Release redacted",
    says: "The events are recorded; what was found is taken out before. What their sender signed cannot be altered.",
    confirm: "Release redacted",
    done: "Released without what was personal",
    meaning: "I have these events recorded without what is personal in them.",
  },
  discard: {
    name: "Discard",
    says: "The events are never recorded. Their key is destroyed: nobody can bring them back.",
    confirm: "Discard for good",
    done: "Discarded",
    meaning: "I have these events discarded, unrecorded. It cannot be undone.",
  },
};

interface DecideProps {
  waiting: QuarantineReply["waiting"][number];
  /** To which project the list is confined. */
  confinedTo: string | undefined;
  onClose: () => void;
}

/** The question what should become of events in quarantine. */
export function Decide({ waiting: { id, project }, confinedTo, onClose }: DecideProps) {
  const act = ["projects", project, "quarantine", id, "decision"];
  const [decision, setDecision] = useState<QuarantineDecision>("redact");
  const deciding = useDecision(act, confinedTo);
  const { says, confirm, done, meaning } = DECISIONS[decision];
  return (
    <PrivacyAct
      act={act}
      confirm={confirm}
      done={done}
      meaning={meaning}
      onClose={onClose}
      send={(why, then) => deciding.mutate({ decision, ...why }, then)}
      sending={deciding}
      title="Decide about events in quarantine"
    >
      <Contents id={id} project={project} />
      <Select
        choices={QUARANTINE_DECISIONS.map((each) => ({ id: each, name: DECISIONS[each].name }))}
        label="What becomes of them"
        onChange={(chosen) => setDecision(QUARANTINE_DECISIONS.find((each) => each === chosen) ?? decision)}
        value={decision}
      />
      <p>{says}</p>
    </PrivacyAct>
  );
}
