import type { ReactNode } from "react";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { shortId } from "@/components/kind/shorten";
import { Person } from "@/components/person/person";
import { auditEventHref, policyHref } from "@/components/shell/address";
import { BothTimes } from "@/components/ui/both-times";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { State } from "@/components/ui/state";
import type { Ref } from "@/graph-schema/names";
import type { CorrectiveAction, Handling, Told } from "@/lib/contract/incidents";
import type { Who } from "@/lib/contract/reply";
import { AddNote } from "./acts";
import { AddAction, CompleteAction } from "./corrective";
import { ToldText } from "./told-text";
import { ACTION_NAMES } from "./words";

interface SaidProps {
  act: { readonly by: Who; readonly at: string; readonly recordedAt: string; readonly eventId: string };
  /** What was done, as the link to its record. */
  did: string;
  text: Told | null;
  children?: ReactNode;
}

/** Somebody's act: who, what, when, and what they wrote. */
export function Said({ act, did, text, children }: SaidProps) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <p className="flex flex-wrap items-center gap-x-1.5">
        <Person who={act.by} />
        <Link href={auditEventHref(act.eventId)}>{did}</Link>
        {children}
        <span className="text-xs text-ink-soft">
          <BothTimes at={act.at} isCell recordedAt={act.recordedAt} />
        </span>
      </p>
      <div className="max-w-[75ch] text-ink-soft">
        <ToldText told={text} />
      </div>
    </div>
  );
}

interface HandlingProps {
  project: string;
  incident: string;
  handling: Handling;
  /** May the reader add to it, as things stand? */
  mayAct: boolean;
}

const MOST_ID = 24;

/** What an action was done by: a policy leads to what it says, anything else to its place in the lineage. */
function DoneBy({ project, artifact }: { project: string; artifact: Ref }) {
  return artifact.type === "policy" ? (
    <Link className="link font-mono text-xs" href={policyHref(project, artifact.id)} title={`Policy ${artifact.id}`}>
      {shortId(artifact.id, MOST_ID)}
    </Link>
  ) : (
    <ArtifactLink artifact={artifact} most={MOST_ID} project={project} />
  );
}

function ActionView({
  action,
  project,
  incident,
  mayAct,
}: Omit<HandlingProps, "handling"> & { action: CorrectiveAction }) {
  const name = ACTION_NAMES[action.kind] ?? action.kind;
  return (
    <li className="flex flex-wrap items-start gap-3 border-t border-line py-2 first:border-t-0">
      <div className="flex min-w-0 grow flex-col gap-1">
        <Said act={action} did={action.completion ? `planned: ${name}` : `recorded: ${name}`} text={action.text}>
          {action.artifact ? <DoneBy artifact={action.artifact} project={project} /> : null}
          {action.policySha256 ? <Copyable text={action.policySha256} what="digest of the policy" /> : null}
        </Said>
        {action.completion ? <Said act={action.completion} did="carried it out" text={action.completion.text} /> : null}
      </div>
      <State name={action.state === "done" ? "verified" : "pending"}>
        {action.state === "done" ? "Done" : "Planned"}
      </State>
      {mayAct && action.state === "planned" ? (
        <CompleteAction action={action} incident={incident} project={project} />
      ) : null}
    </li>
  );
}

/** What people did about the incident: corrective actions and notes. */
export function HandlingView({ project, incident, handling, mayAct }: HandlingProps) {
  const { actions, notes } = handling;
  return (
    <div className="grid lg:grid-cols-2">
      <div className="lg:border-r lg:border-line">
        <Section aside={mayAct ? <AddAction incident={incident} project={project} /> : null} title="Corrective actions">
          {actions.length === 0 ? (
            <p className="text-ink-faint">None is recorded.</p>
          ) : (
            <ol>
              {actions.map((action) => (
                <ActionView
                  action={action}
                  incident={incident}
                  key={action.eventId}
                  mayAct={mayAct}
                  project={project}
                />
              ))}
            </ol>
          )}
        </Section>
      </div>
      <Section aside={mayAct ? <AddNote incident={incident} project={project} /> : null} title="Notes">
        {notes.length === 0 ? (
          <p className="text-ink-faint">Nobody has written one.</p>
        ) : (
          <ol className="flex flex-col gap-2">
            {notes.map((note) => (
              <li key={note.eventId}>
                <Said act={note} did="wrote" text={note.text} />
              </li>
            ))}
          </ol>
        )}
      </Section>
    </div>
  );
}
