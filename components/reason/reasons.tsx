import { CircleX } from "lucide-react";
import type { Reason } from "@/graph-schema/envelope";
import { sayReason } from "@/lib/contract/reasons";

/** Why something was refused, one sentence each, with the code that programs see. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {reasons.map((reason) => (
        <li className="flex items-start gap-2" key={`${reason.code} ${JSON.stringify(reason.params)}`}>
          <CircleX aria-hidden="true" className="mt-0.5 shrink-0 text-warn" size={14} />
          <span className="min-w-0 wrap-anywhere">
            {sayReason(reason)} <span className="font-mono text-2xs text-ink-faint">{reason.code}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
