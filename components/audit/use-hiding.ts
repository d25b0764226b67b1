import { parseAsBoolean, useQueryState } from "nuqs";
import { useSyncExternalStore } from "react";

const KEY = "pedigree-hide-page-looks";

function subscribe(onChange: () => void): () => void {
  window.addEventListener("storage", onChange);
  return () => window.removeEventListener("storage", onChange);
}

/**
 * Whether what pages ask for by themselves is hidden: as the address says, else as this browser last chose, else not. The
 * page always says how many it hides.
 */
export function useHiding(): [boolean, (isHiding: boolean) => void] {
  const [asked, setAsked] = useQueryState("hidePageLooks", parseAsBoolean);
  const remembered = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(KEY) === "yes",
    () => false,
  );
  function set(isHiding: boolean) {
    localStorage.setItem(KEY, isHiding ? "yes" : "no");
    void setAsked(isHiding);
  }
  return [asked ?? remembered, set];
}
