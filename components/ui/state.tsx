import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  Clock,
  EyeOff,
  MessageSquareQuote,
  TriangleAlert,
} from "lucide-react";
import type { ReactNode } from "react";

const STATES = {
  verified: { icon: CircleCheck, ink: "text-ok", wash: "bg-ok-wash" },
  warning: { icon: TriangleAlert, ink: "text-warn", wash: "bg-warn-wash" },
  broken: { icon: Ban, ink: "text-bad", wash: "bg-bad-wash" },
  unknown: { icon: CircleHelp, ink: "text-unknown", wash: "bg-unknown-wash" },
  asserted: { icon: MessageSquareQuote, ink: "text-warn", wash: "bg-warn-wash" },
  acted: { icon: CircleCheck, ink: "text-ink-soft", wash: "bg-raised" },
  pending: { icon: Clock, ink: "text-unknown", wash: "bg-unknown-wash" },
  ended: { icon: CircleSlash, ink: "text-unknown", wash: "bg-unknown-wash" },
  hidden: { icon: EyeOff, ink: "text-unknown", wash: "bg-unknown-wash" },
  open: { icon: CircleDashed, ink: "text-ink-soft", wash: "bg-raised" },
} as const;

export type StateName = keyof typeof STATES;

/** A state: icon, word and colour together, never colour alone. */
export function State({ name, children }: { name: StateName; children: ReactNode }) {
  const { icon: Icon, ink, wash } = STATES[name];
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1 rounded-sm px-1.5 py-0.5 text-2xs font-medium tracking-normal sm:whitespace-nowrap ${ink} ${wash}`}
    >
      <Icon aria-hidden="true" className="shrink-0" size={12} />
      {children}
    </span>
  );
}

/** The usual state: said as quietly as it can be, so that the others are seen. */
function Plain({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1 text-xs whitespace-nowrap text-ink-soft">
      <CircleCheck aria-hidden="true" className="text-ink-faint" size={12} />
      {children}
    </span>
  );
}

/** How a record came to be: done here by a signed-in actor, or told to us about elsewhere. */
export function OriginState({ origin, isShort = false }: { origin: "acted" | "asserted"; isShort?: boolean }) {
  if (origin === "acted") {
    return <Plain>Acted here</Plain>;
  }
  return (
    <State name="asserted">
      Asserted{isShort ? <span className="sr-only">, not verified</span> : ", not verified"}
    </State>
  );
}

/** What became of an act. */
export function OutcomeState({ outcome }: { outcome: "done" | "refused" | "failed" }) {
  if (outcome === "done") {
    return <Plain>done</Plain>;
  }
  return outcome === "refused" ? <State name="warning">refused</State> : <State name="broken">failed</State>;
}

/** The designed state of a gap: it is never filled with something plausible. */
export function NotRecorded({ what }: { what?: string }) {
  return (
    <span className="text-ink-faint italic" title={what ? `The record says nothing about ${what}.` : undefined}>
      not recorded
    </span>
  );
}
