import { Reasons } from "@/components/reason/reasons";
import { tellError } from "@/components/ui/problem";
import { Refused } from "@/lib/client/errors";

/** Why somebody was not signed in, and what to do. */
export function Failure({ error }: { error: unknown }) {
  const refused = error instanceof Refused ? error : null;
  const told = tellError(error);
  return (
    <div className="rounded-md border border-bad p-3" role="alert">
      <p className="font-medium">{refused ? "You were not signed in" : told.title}</p>
      {refused && refused.reasons.length > 0 ? (
        <Reasons reasons={refused.reasons} />
      ) : (
        <p className="text-ink-soft">{refused ? (refused.problem.detail ?? refused.problem.title) : told.remedy}</p>
      )}
      {refused ? <p className="mt-1 text-xs text-ink-faint">The attempt is on record.</p> : null}
    </div>
  );
}
