import { ArtifactLink } from "@/components/artifact/artifact-link";
import { auditEventHref } from "@/components/shell/address";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { NotRecorded } from "@/components/ui/state";
import type { Change, Lived, RootCause, Side } from "@/lib/contract/cause";
import { ASPECT_NAMES } from "./words";

const HEAD = "h-8 border-b border-line-strong pr-6 text-left text-xs font-semibold whitespace-nowrap text-ink-soft";
const CELL = "border-b border-line py-1.5 pr-6 align-top";
const LONG = 24;

function Value({ side, aspect, project }: { side: Side | null; aspect: Change["aspect"]; project: string }) {
  if (side === null) {
    return aspect === "attestation" || aspect === "approval" ? (
      <span className="text-ink-faint">none</span>
    ) : (
      <NotRecorded />
    );
  }
  const { ref, value, eventId } = side;
  const isArtifact = ref?.id === value;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {isArtifact && ref ? <ArtifactLink artifact={ref} most={LONG} project={project} /> : null}
      {isArtifact ? null : value.length > LONG ? (
        <Copyable text={value} what="value" />
      ) : (
        <span className="font-mono text-xs">{value}</span>
      )}
      {eventId ? (
        <Link className="link text-xs" href={auditEventHref(eventId)}>
          event
        </Link>
      ) : null}
    </span>
  );
}

/** What of a changed thing differs: its rows, its packages. */
function Details({ details, detailsTotal }: Change) {
  if (details.length === 0) {
    return null;
  }
  return (
    <ul className="mt-0.5 text-xs text-ink-soft">
      {details.slice(0, 6).map(({ kind, name, before, after }) => (
        <li className="break-words" key={`${kind} ${name}`}>
          {name.replaceAll("_", " ")}: {before ?? "not recorded"} → {after ?? "not recorded"}
        </li>
      ))}
      {detailsTotal > 6 ? <li>and {detailsTotal - 6} more</li> : null}
    </ul>
  );
}

function liveName({ deployment, modelVersion }: Lived): string {
  return deployment ? `${modelVersion.id} as ${deployment.id}` : `${modelVersion.id}, never deployed`;
}

/** Everything that is not the same before and after, each side with its record. */
export function Changes({ cause, project }: { cause: RootCause; project: string }) {
  const { before, after, changes, truncated } = cause;
  if (!before || !after) {
    return <p className="text-ink-faint">There are no two things to compare.</p>;
  }
  if (changes.length === 0) {
    return (
      <p>
        Nothing differs: <b className="font-mono text-xs">{liveName(after)}</b> is what was live before as well.
      </p>
    );
  }
  return (
    <>
      <div className="relative overflow-x-auto">
        <table aria-label="What changed" className="w-full">
          <thead>
            <tr>
              {["What", "Name", `Before: ${liveName(before)}`, `After: ${liveName(after)}`].map((name) => (
                <th className={`${HEAD} ${name === "What" ? "max-sm:hidden" : ""}`} key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={`${change.aspect} ${change.name} ${change.before?.value} ${change.after?.value}`}>
                <td className={`${CELL} max-sm:hidden`}>{ASPECT_NAMES[change.aspect]}</td>
                <th className={`${CELL} text-left font-normal`} scope="row">
                  <span className="block text-2xs text-ink-faint sm:hidden">{ASPECT_NAMES[change.aspect]}</span>
                  {change.name.replaceAll("_", " ")}
                  <Details {...change} />
                </th>
                <td className={CELL}>
                  <Value aspect={change.aspect} project={project} side={change.before} />
                </td>
                <td className={CELL}>
                  <Value aspect={change.aspect} project={project} side={change.after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {truncated ? <p className="mt-1 text-warn">More is recorded of the lineage than was compared.</p> : null}
    </>
  );
}
