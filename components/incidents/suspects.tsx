import { ArtifactLink } from "@/components/artifact/artifact-link";
import { auditEventHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { State, type StateName } from "@/components/ui/state";
import { refKey } from "@/graph-schema/names";
import { counted } from "@/lib/contract/amount";
import type { Evidence, RootCause, Suspect } from "@/lib/contract/cause";
import { saySignal, saySuspect } from "@/lib/contract/suspects";
import { AcceptCause } from "./acts";

const STRENGTHS: Readonly<Record<Suspect["strength"], { state: StateName; says: string }>> = {
  strong: { state: "warning", says: "Look here first" },
  possible: { state: "open", says: "Possible" },
  weak: { state: "unknown", says: "Weak" },
};

function keyOf({ ref, eventId }: Evidence): string {
  return `${ref ? refKey(ref) : ""} ${eventId ?? ""}`;
}

/** The records that a reason rests on, each a link: the artifact, and the event that says so. */
function Records({ evidence, project }: { evidence: readonly Evidence[]; project: string }) {
  const unique = [...new Map(evidence.map((each) => [keyOf(each), each])).values()];
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
      {unique.map((each) => (
        <span className="inline-flex items-center gap-1.5" key={keyOf(each)}>
          {each.ref ? <ArtifactLink artifact={each.ref} most={24} project={project} /> : null}
          {each.eventId ? (
            <Link className="link text-xs" href={auditEventHref(each.eventId)}>
              event
            </Link>
          ) : null}
        </span>
      ))}
    </span>
  );
}

interface SuspectProps {
  project: string;
  suspect: Suspect;
  incident: string;
  mayAccept: boolean;
}

/** One suspect: what it is, how strongly the record points to it, and every reason with its evidence. */
function SuspectView({ project, suspect, incident, mayAccept }: SuspectProps) {
  const { state, says } = STRENGTHS[suspect.strength];
  const isAnswer = suspect.code.startsWith("nothing_");
  return (
    <li className="border-t border-line py-2.5 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-medium">{saySuspect(suspect)}</h3>
        {isAnswer ? null : <State name={state}>{says}</State>}
        {mayAccept ? (
          <span className="ml-auto max-sm:ml-0">
            <AcceptCause incident={incident} project={project} suspect={suspect} />
          </span>
        ) : null}
      </div>
      <ul className="mt-1 flex flex-col gap-1">
        {suspect.signals.map((signal) => (
          <li
            className="grid grid-cols-[2.25rem_1fr] items-baseline gap-x-2"
            key={`${signal.code} ${JSON.stringify(signal.params)}`}
          >
            <span className="text-right text-xs text-ink-faint" title="what this reason adds to the suspect’s weight">
              {signal.points > 0 ? `+${signal.points}` : signal.points}
            </span>
            <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <span className="max-w-[75ch] min-w-0 break-words text-ink-soft">{saySignal(signal)}</span>
              <Records evidence={signal.evidence} project={project} />
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}

const SHOWN = 3;

interface SuspectsProps {
  project: string;
  cause: RootCause;
  incident: string;
  mayAccept: boolean;
}

/** What may be the cause, likeliest first. The ranking is a rule’s, and says so. */
export function Suspects({ cause, ...rest }: SuspectsProps) {
  const [first, more] = [cause.suspects.slice(0, SHOWN), cause.suspects.slice(SHOWN)];
  const list = (suspects: readonly Suspect[]) => (
    <ol>
      {suspects.map((suspect) => (
        <SuspectView key={`${suspect.code} ${suspect.subject?.id}`} suspect={suspect} {...rest} />
      ))}
    </ol>
  );
  return (
    <>
      <p className="mb-1 max-w-[75ch] text-xs text-ink-soft">
        Ranked by a fixed rule over what is recorded; the weights say where to look first, not who is to blame.
      </p>
      {list(first)}
      {more.length > 0 ? (
        <details className="border-t border-line pt-2">
          <summary className="text-ink-soft">{counted(more.length, "weaker suspect")}</summary>
          {list(more)}
        </details>
      ) : null}
    </>
  );
}
