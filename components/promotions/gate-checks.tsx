import { CircleCheck, CircleSlash, CircleX } from "lucide-react";
import { Reasons } from "@/components/reason/reasons";
import type { GateCheck } from "@/lib/contract/promotion";
import { checkName } from "./check-name";

const LOOKS = {
  met: { Icon: CircleCheck, look: "text-ok", says: "met" },
  unmet: { Icon: CircleX, look: "text-warn", says: "not met" },
  overridden: { Icon: CircleSlash, look: "text-bad", says: "overridden" },
} as const;

/** Everything that the gate wants, one line each, with why it is not met. */
export function GateChecks({ checks }: { checks: readonly GateCheck[] }) {
  return (
    <ul aria-label="What the gate wants" className="flex flex-col gap-1">
      {checks.map(({ key, state, reasons }) => {
        const { Icon, look, says } = LOOKS[state];
        return (
          <li className="grid grid-cols-[16px_1fr] gap-x-2" key={key}>
            <Icon aria-hidden="true" className={`mt-0.5 ${look}`} size={14} />
            <div>
              <span className="first-letter:uppercase">{checkName(key)}</span>{" "}
              <span className={`text-xs ${look}`}>{says}</span>
              {reasons.length > 0 ? <Reasons reasons={reasons} /> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
