import { FileText } from "lucide-react";
import { useState } from "react";
import { Refusal } from "@/components/reason/refusal";
import { useProject } from "@/components/shell/project";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { instantOfLocal, localOfInstant } from "@/components/ui/local-time";
import { saveBytes } from "@/components/ui/save";
import { TimeField } from "@/components/ui/time-field";
import { usePeriodDossier } from "@/lib/client/dossiers";
import { useMay } from "@/lib/client/session";
import type { Filter } from "./filter";
import { Scheduled } from "./scheduled";

const FORMATS = [
  { format: "pdf", text: "Dossier (PDF)" },
  { format: "zip", text: "Evidence (zip)" },
] as const;

function Question({ filter }: { filter: Filter }) {
  const here = useProject();
  const [project, setProject] = useState(filter.project ?? here);
  const [actor, setActor] = useState(filter.actor ?? "");
  const [from, setFrom] = useState(localOfInstant(filter.from));
  const [to, setTo] = useState(localOfInstant(filter.to));
  const [volume, setVolume] = useState("1");
  const { mutate, isPending, variables, error } = usePeriodDossier();
  const [start, end] = [instantOfLocal(from), instantOfLocal(to)];
  function take(format: "pdf" | "zip") {
    if (start && end) {
      const wanted = { project: project.trim(), from: start, to: end, volume, format };
      const whose = actor.trim();
      const name = ["dossier", whose || project, start.slice(0, 10), end.slice(0, 10), volume].join("-");
      mutate(whose ? { ...wanted, actor: whose } : wanted, {
        onSuccess: (bytes) => saveBytes(bytes, `${name.replaceAll(/[^\w.-]+/g, "-")}.${format}`),
      });
    }
  }
  return (
    <div className="flex flex-col gap-4">
      <p>
        Every event that was recorded in this time, looks included, each proven to be in the log: of everybody, or of
        one account. That you took it is on record.
      </p>
      <div className="flex flex-wrap gap-3">
        <TextField label="Project" mono onChange={setProject} value={project} />
        <TextField label="Account" onChange={setActor} placeholder="everybody" value={actor} />
        <TimeField className="w-52" label="Recorded from" onChange={setFrom} value={from} />
        <TimeField className="w-52" label="Recorded before" onChange={setTo} value={to} />
        <TextField className="w-24" label="Volume" onChange={setVolume} value={volume} />
      </div>
      <p className="text-xs text-ink-soft">20,000 events make a volume; the first says how many there are.</p>
      {error ? <Refusal error={error} /> : null}
      <div className="flex justify-end gap-2">
        {FORMATS.map(({ format, text }) => (
          <Button isDisabled={isPending || !start || !end} key={format} onPress={() => take(format)}>
            <FileText aria-hidden="true" size={14} />
            {isPending && variables.format === format ? "Being made …" : text}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Asks for the dossier of a time, beginning with what the list is filtered by. */
export function TakeAway({ filter }: { filter: Filter }) {
  const here = useProject();
  const [isOpen, setOpen] = useState(false);
  return useMay("audit:read") ? (
    <>
      <Button look="quiet" onPress={() => setOpen(true)} size="small">
        <FileText aria-hidden="true" size={14} />
        Take away …
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Take away a time">
        {isOpen ? (
          <>
            <Question filter={filter} />
            <Scheduled project={filter.project ?? here} />
          </>
        ) : null}
      </Dialog>
    </>
  ) : null;
}
