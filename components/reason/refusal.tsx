import { auditEventHref } from "@/components/shell/address";
import { AlertBox } from "@/components/ui/alert-box";
import { Link } from "@/components/ui/link";
import { tellError } from "@/components/ui/problem";
import { Refused } from "@/lib/client/errors";
import { Reasons } from "./reasons";

/** Why an act was not done, beside the question that it answered. */
export function Refusal({ error }: { error: unknown }) {
  const refused = error instanceof Refused ? error : null;
  const told = tellError(error);
  const said = new Set(refused?.reasons.map(({ code }) => code));
  return (
    <AlertBox className="border-bad p-3">
      <p className="font-medium">{refused ? refused.problem.title : told.title}</p>
      {refused?.problem.detail ? <p className="text-ink-soft">{refused.problem.detail}</p> : null}
      {refused ? null : (
        <p className="text-ink-soft">
          {told.meaning} {told.remedy}
        </p>
      )}
      {refused ? <Reasons reasons={refused.reasons} /> : null}
      {/* What is a reason already is not said twice. */}
      {refused?.errors
        .filter(({ code }) => !said.has(code))
        .map((each) => (
          <p className="mt-1" key={`${each.pointer} ${each.code}`}>
            <code className="font-mono text-xs">{each.pointer}</code> {each.detail}
          </p>
        ))}
      {refused?.problem.recorded ? (
        <p className="mt-1 text-xs">
          The attempt is <Link href={auditEventHref(refused.problem.recorded)}>on record</Link>.
        </p>
      ) : null}
    </AlertBox>
  );
}
