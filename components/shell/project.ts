import { useSearchParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { z } from "zod";
import { DEFAULT_PROJECT, ProjectId } from "@/graph-schema/names";
import { useProjects } from "@/lib/client/projects";
import { useSession } from "@/lib/client/session";
import type { ProjectRow } from "@/lib/contract/identity";
import { usePart } from "./address";

const KEY = "pedigree-project";
const EVENT = "pedigree-project";

const Last = z.object({ id: ProjectId, simulation: z.boolean() });
type Last = z.infer<typeof Last>;

let read: { text: string | null; last: Last | null } = { text: null, last: null };

function parsed(text: string | null): Last | null {
  try {
    return Last.nullable().parse(JSON.parse(text ?? "null"));
  } catch {
    return null;
  }
}

function snapshot(): Last | null {
  const text = sessionStorage.getItem(KEY);
  if (text !== read.text) {
    read = { text, last: parsed(text) };
  }
  return read.last;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(EVENT, onChange);
  return () => window.removeEventListener(EVENT, onChange);
}

/** The project of this tab, and whether it is a simulation; so that the list is not read, and recorded, on every page. */
function useLast(): Last | null {
  return useSyncExternalStore(subscribe, snapshot, () => null);
}

/** The project that the address names, in its path or its query. */
function useNamed(): string | null {
  const inPath = usePart("project");
  const inQuery = useSearchParams().get("project");
  return inPath || inQuery;
}

/** Where a reader begins who named no project: in `default`, or where that was never used, in the first that was. */
export function firstProject(projects: readonly z.infer<typeof ProjectRow>[]): string {
  const isDefaultUsed = projects.some(({ id, createdAt }) => id === DEFAULT_PROJECT && createdAt !== null);
  const other = projects.find(({ id }) => id !== DEFAULT_PROJECT);
  return isDefaultUsed || !other ? DEFAULT_PROJECT : other.id;
}

interface Here {
  /** Null while it is not known. */
  readonly id: string | null;
  readonly isSimulation: boolean;
}

/** The project that the page speaks of: named, else the tab's last one, else the first of the list. */
function useHere(): Here {
  const named = useNamed();
  const last = useLast();
  const isSignedIn = useSession().data?.user != null;
  const isKnown = last !== null && (named === null || named === last.id);
  const listed = useProjects(isSignedIn && !isKnown).data?.projects;
  // While this part of the page takes over what the server rendered the list may be here already, and must not show.
  const projects = isSignedIn ? listed : undefined;
  if (isKnown) {
    return { id: last.id, isSimulation: last.simulation };
  }
  const id = named ?? (projects ? firstProject(projects) : null);
  return { id, isSimulation: projects?.find((project) => project.id === id)?.simulation ?? false };
}

/** The project that the page speaks of, or null while that is not known. */
export function useKnownProject(): string | null {
  return useHere().id;
}

/** The project that the page speaks of; for links, which may point to the default one until more is known. */
export function useProject(): string {
  return useHere().id ?? DEFAULT_PROJECT;
}

/** Is the page's project one whose acts carry a time that their caller chose? Remembers the answer for this tab. */
export function useIsSimulation(): boolean {
  const { id, isSimulation } = useHere();
  const isSignedIn = useSession().data?.user != null;
  const last = useLast();
  // Known once the list is here; with a session alone it could still be wrong.
  const isListed = useProjects(false).data !== undefined;
  useEffect(() => {
    if (isSignedIn && isListed && id !== null && last?.id !== id) {
      sessionStorage.setItem(KEY, JSON.stringify({ id, simulation: isSimulation }));
      window.dispatchEvent(new Event(EVENT));
    }
  }, [isSignedIn, isListed, id, isSimulation, last]);
  return isSimulation;
}
