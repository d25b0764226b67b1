"use client";

import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { AccountMenu } from "./account-menu";
import { useProject } from "./address";
import { AsOfPlace } from "./as-of";

/** The product's mark: an unbroken line through three records. */
function Mark() {
  return (
    <svg aria-hidden="true" className="shrink-0" height="18" viewBox="0 0 18 18" width="18">
      <path className="fill-none stroke-ink" d="M3 9h12" strokeWidth="2" />
      <circle className="fill-ground stroke-ink" cx="3.5" cy="9" r="2.2" strokeWidth="1.6" />
      <circle className="fill-accent" cx="9" cy="9" r="3.2" />
      <circle className="fill-ground stroke-ink" cx="14.5" cy="9" r="2.2" strokeWidth="1.6" />
    </svg>
  );
}

/** The line above every page: where one is, as of when it speaks, how to find anything. */
export function Header({ onFind }: { onFind: () => void }) {
  const project = useProject();
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-ground px-3">
      <Link className="flex items-center gap-2 rounded-sm font-semibold tracking-tight" href={`/?project=${project}`}>
        <Mark />
        <span className="max-sm:sr-only">Pedigree</span>
      </Link>
      <span className="truncate text-ink-soft max-sm:hidden">{project}</span>
      <div className="ml-auto flex min-w-0 items-center gap-3">
        <AsOfPlace />
        <Button className="max-sm:px-1.5" onPress={onFind} size="small">
          <Search aria-hidden="true" size={14} />
          <span className="max-md:sr-only">Find</span>
          <kbd className="ml-1 font-mono text-2xs text-ink-faint max-lg:hidden">Ctrl K</kbd>
        </Button>
        <AccountMenu />
      </div>
    </header>
  );
}
