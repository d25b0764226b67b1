"use client";

import {
  BookLock,
  Boxes,
  Gauge,
  Inbox,
  KeyRound,
  ListChecks,
  type LucideIcon,
  Repeat2,
  Scale,
  ScrollText,
  Search,
  Settings,
  ShieldUser,
  Siren,
  Waypoints,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { Link } from "@/components/ui/link";
import { holds, useSession } from "@/lib/client/session";
import type { Permission } from "@/lib/contract/identity";
import { useProject } from "./project";

export interface Destination {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly href: string;
  /** What a reader must be allowed to find anything there. */
  readonly needs?: Permission;
  /** Is that asked for in the whole installation, so that a role in the project is not enough? */
  readonly isEverywhere?: true;
  /** Which paths belong to it. */
  readonly begins: string;
}

/** The pages that exist and may be looked at, in the order of the rail. */
export function useDestinations(project: string): Destination[] {
  const user = useSession().data?.user;
  // Until it is known who looks nothing is taken away, so that nothing moves for those who may.
  return destinations(project).filter(({ needs, isEverywhere }) => {
    return !needs || !user || holds(user, needs, isEverywhere ? undefined : project);
  });
}

function destinations(project: string): Destination[] {
  const scope = `/projects/${project}`;
  return [
    { name: "Search", icon: Search, href: `/?project=${project}`, begins: "/?" },
    { name: "Explore", icon: Waypoints, href: `${scope}/explore`, begins: `${scope}/explore` },
    { name: "Models", icon: Boxes, href: `${scope}/models`, begins: `${scope}/models` },
    { name: "Production", icon: Gauge, href: `${scope}/production`, begins: `${scope}/production` },
    { name: "Promotions", icon: ListChecks, href: `${scope}/promotions`, begins: `${scope}/promotions` },
    { name: "Incidents", icon: Siren, href: `${scope}/incidents`, begins: `${scope}/incidents` },
    { name: "Reproductions", icon: Repeat2, href: `${scope}/reproductions`, begins: `${scope}/reproductions` },
    { name: "Findings", icon: Inbox, href: "/findings", begins: "/findings", needs: "artifact:read" },
    { name: "Audit", icon: ScrollText, href: "/audit", begins: "/audit", needs: "audit:read" },
    { name: "Access", icon: KeyRound, href: "/access", begins: "/access", needs: "access:review" },
    { name: "Log", icon: BookLock, href: "/log", begins: "/log" },
    {
      name: "Reconciliation",
      icon: Scale,
      href: "/reconciliations",
      begins: "/reconciliations",
      needs: "artifact:read",
      isEverywhere: true,
    },
    {
      name: "Privacy",
      icon: ShieldUser,
      href: "/privacy",
      begins: "/privacy",
      needs: "privacy:read",
    },
    { name: "Settings", icon: Settings, href: "/settings", begins: "/settings" },
  ];
}

const MOST_COUNTED = 99;

/** The way to every page. On narrow screens the words go and the icons stay. */
export function Rail() {
  const here = usePathname();
  const project = useProject();
  return (
    <nav
      aria-label="Pages"
      className="flex w-12 shrink-0 flex-col gap-0.5 border-r border-line bg-ground px-1.5 py-2 lg:w-40 lg:px-2"
    >
      {useDestinations(project).map(({ name, icon: Icon, href, begins }) => {
        const isHere = begins === "/?" ? here === "/" : here.startsWith(begins);
        return (
          <Link
            aria-current={isHere ? "page" : undefined}
            className="relative flex h-8 items-center justify-center gap-2.5 rounded-md px-2 text-ink-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-ink lg:justify-start"
            href={href}
            key={name}
          >
            <Icon aria-hidden="true" className="shrink-0" size={16} />
            <span className="max-lg:sr-only">{name}</span>
            {begins === "/findings" ? <NewFindings /> : null}
            {name === "Privacy" ? <InQuarantine /> : null}
            {name === "Promotions" ? <NewOfRequests project={project} /> : null}
          </Link>
        );
      })}
    </nav>
  );
}

function Count({ count, says }: { count: number; says: string }) {
  return count > 0 ? (
    <span className="flex h-4 min-w-4 items-center justify-center rounded-full bg-bad px-1 text-2xs leading-none font-semibold text-panel max-lg:absolute max-lg:top-0 max-lg:right-0 lg:ml-auto">
      {count > MOST_COUNTED ? `${MOST_COUNTED}+` : count}
      <span className="sr-only"> {says}</span>
    </span>
  ) : null;
}

/** How many findings are open that the reader did not see yet. */
function NewFindings() {
  return <Count count={useSession().data?.newFindings ?? 0} says="new" />;
}

/** How many acts wait in quarantine, where the reader may decide. */
function InQuarantine() {
  return <Count count={useSession().data?.quarantine?.waiting ?? 0} says="in quarantine" />;
}

/** How many promotion requests wait for the reader, and how many of their own were decided since they looked. */
function NewOfRequests({ project }: { project: string }) {
  const requests = useSession().data?.requests;
  const waiting = requests?.waiting[project] ?? 0;
  const decided = requests?.decided[project] ?? 0;
  const says = [waiting > 0 ? "waiting for you" : "", decided > 0 ? `${decided} of yours decided` : ""];
  return <Count count={waiting + decided} says={says.filter(Boolean).join(", ")} />;
}
