import { FileText } from "lucide-react";
import { Refusal } from "@/components/reason/refusal";
import { Button } from "@/components/ui/button";
import { saveBytes } from "@/components/ui/save";
import { Section } from "@/components/ui/section";
import type { Ref } from "@/graph-schema/names";
import { useDossier } from "@/lib/client/dossiers";
import { useMay } from "@/lib/client/session";
import { DOSSIER_TYPES, type DossierType } from "@/lib/contract/dossier";

const CHOICES = [
  { format: "pdf", text: "Dossier (PDF)" },
  { format: "pdf", template: "eu-ai-act", text: "With the EU AI Act’s clauses (PDF)" },
  { format: "zip", text: "Evidence (zip)" },
] as const;

type Choice = (typeof CHOICES)[number];

function Takeable({ project, type, id }: { project: string; type: DossierType; id: string }) {
  const { mutate, isPending, variables, error } = useDossier(project, { type, id });
  const take = (choice: Choice) =>
    mutate(choice, {
      onSuccess: (bytes) => saveBytes(bytes, `dossier-${id.replaceAll(/[^\w.-]+/g, "-")}.${choice.format}`),
    });
  return (
    <Section title="Take it away">
      <p className="mb-2 text-ink-soft">
        Where it comes from, who decided about it and what was attested, with every event proven. That you took it is on
        record.
      </p>
      <div className="flex flex-wrap gap-2">
        {CHOICES.map((choice) => (
          <Button isDisabled={isPending} key={choice.text} onPress={() => take(choice)} size="small">
            <FileText aria-hidden="true" size={14} />
            {isPending && variables === choice ? "Being made …" : choice.text}
          </Button>
        ))}
      </div>
      {error ? <Refusal error={error} /> : null}
    </Section>
  );
}

/** The dossier of an artifact, for kinds that one is made about and people who may take files away. */
export function Dossier({ project, artifact: { type, id } }: { project: string; artifact: Ref }) {
  const mayTake = useMay("artifact:download");
  const about = DOSSIER_TYPES.find((each) => each === type);
  return mayTake && about ? <Takeable id={id} project={project} type={about} /> : null;
}
