import type { AuditRow } from "@/lib/contract/reply";

/** What every page asks for by itself, whatever its reader looks at. */
const ASKED_BY_PAGES: Readonly<Record<string, string>> = {
  session: "who is signed in",
  projects: "the list of projects",
  live: "the live subscription",
};

/** In words, what hiding them hides. */
export const PAGE_LOOKS = Object.values(ASKED_BY_PAGES).join(", ");

/** Is it a look that a page made for its own frame? Never one that was refused, nor one at anything of the record. */
export function isPageLook({ action, outcome, subject, facts }: AuditRow): boolean {
  const isLook = action === "view" && outcome === "done" && subject === null;
  return isLook && typeof facts.of === "string" && Object.hasOwn(ASKED_BY_PAGES, facts.of);
}
