import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import type { SessionReply } from "@/lib/contract/identity";

type Persona = NonNullable<SessionReply["sample"]>[number];

interface SamplePersonasProps {
  personas: readonly Persona[];
  isBusy: boolean;
  onChoose: (persona: Persona) => void;
}

/** With whom one can sign in on the embedded sample, and what each of them may do. */
export function SamplePersonas({ personas, isBusy, onChoose }: SamplePersonasProps) {
  return (
    <section aria-labelledby="sample" className="border-line md:border-l md:pl-10">
      <h2 className="text-base font-semibold" id="sample">
        This is the embedded sample
      </h2>
      <p className="mt-1 text-ink-soft">Its people are invented. Sign in as one of them to see what their role sees.</p>
      <ul className="mt-4 divide-y divide-line border-y border-line">
        {personas.map((persona) => (
          <li className="flex items-center gap-3 py-1.5" key={persona.username}>
            <div className="min-w-0 grow">
              <p className="truncate">
                <span className="font-medium">{persona.displayName}</span>{" "}
                <span className="text-ink-soft">{persona.role.replaceAll("_", " ")}</span>
              </p>
              <p className="flex flex-wrap items-center gap-x-2 text-xs text-ink-soft">
                <Copyable text={persona.username} what="user name" />
                <Copyable text={persona.password} what="password" />
              </p>
            </div>
            <Button
              aria-label={`Sign in as ${persona.displayName}`}
              isDisabled={isBusy}
              onPress={() => onChoose(persona)}
              size="small"
            >
              Sign in
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
