import { useSearchParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import type { z } from "zod";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { useProjects } from "@/lib/client/projects";
import { useSession } from "@/lib/client/session";
import type { ProjectRow } from "@/lib/contract/identity";
import { usePart } from "./address";

const KEY = "pedigree-project";
const EVENT = "pedigree-project";

function subscribe(onChange: () => void): () => void {
  window.addEventListener(EVENT, onChange);
  return () => window.removeEventListener(EVENT, onChange);
}

function useLast(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => sessionStorage.getItem(KEY),
    () => null,
  );
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

/** The projects that the reader may see; none while nobody is signed in. */
export function useVisibleProjects() {
  return useProjects(useSession().data?.user != null).data?.projects;
}

/** The project that the page speaks of, or null while that is not known: named, else the last one, else the first. */
export function useKnownProject(): string | null {
  const named = useNamed();
  const last = useLast();
  const projects = useVisibleProjects();
  return named ?? last ?? (projects ? firstProject(projects) : null);
}

/** The project that the page speaks of; for links, which may point to the default one until more is known. */
export function useProject(): string {
  return useKnownProject() ?? DEFAULT_PROJECT;
}

/** Keeps the named project for pages whose address names none. */
export function useRememberProject(): void {
  const named = useNamed();
  useEffect(() => {
    if (named && sessionStorage.getItem(KEY) !== named) {
      sessionStorage.setItem(KEY, named);
      window.dispatchEvent(new Event(EVENT));
    }
  }, [named]);
}
