import { counted } from "@/lib/contract/amount";
import type { ErasurePlanReply } from "@/lib/contract/privacy";

/** What an erasure takes, and what stays. */
export function Plan({ plan }: { plan: ErasurePlanReply }) {
  const parts = plan.parts.reduce((sum, each) => sum + each.parts, 0);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <section aria-label="What goes" className="border-l-2 border-bad pl-3">
        <h3 className="label">What goes, for good</h3>
        <ul className="list-disc pl-4">
          <li>
            {counted(plan.accounts.length, "account")}: closed, names and password removed,{" "}
            {counted(plan.sessions, "session")} ended
          </li>
          <li>their key, and with it {counted(parts, "part")} of the record that lie under it:</li>
        </ul>
        <ul className="pl-8 text-xs text-ink-soft">
          {plan.parts.map((part) => (
            <li key={`${part.action} ${part.name}`}>
              {part.parts.toLocaleString("en")} × “{part.name}” of {part.action.replaceAll("_", " ")}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="What stays" className="border-l-2 border-line-strong pl-3">
        <h3 className="label">What stays</h3>
        <ul className="list-disc pl-4">
          <li>every event, under a pseudonym that leads to nobody</li>
          <li>the proofs of all events; a part that went is shown as erased</li>
          <li>what others wrote about them: it lies under the keys of others</li>
        </ul>
      </section>
    </div>
  );
}
