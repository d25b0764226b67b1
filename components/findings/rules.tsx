import type { AlertChannel } from "@/lib/contract/inbox";
import { alertRules } from "./answer";

/** Which severity is told to whom, by the configuration. */
export function AlertRules({ channels }: { channels: readonly AlertChannel[] }) {
  if (channels.length === 0) {
    return (
      <p className="max-w-[90ch] text-xs text-ink-soft">
        No alert channel is configured, so findings are told on these pages alone. An operator sets{" "}
        <code className="font-mono">PEDIGREE_ALERT_WEBHOOKS</code> or{" "}
        <code className="font-mono">PEDIGREE_ALERT_EMAILS</code>.
      </p>
    );
  }
  return (
    <dl aria-label="Who is told of findings" className="flex flex-wrap gap-x-6 gap-y-1 text-xs">
      {alertRules(channels).map(({ severity, name, to }) => (
        <div className="flex min-w-0 flex-wrap gap-x-2" key={severity}>
          <dt className="text-ink-soft">{name}:</dt>
          <dd className="min-w-0 font-mono break-all">{to.length > 0 ? to.join(", ") : "nobody"}</dd>
        </div>
      ))}
    </dl>
  );
}
