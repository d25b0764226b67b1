"use client";

import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { AccountMenu } from "./account-menu";
import { AsOfPlace } from "./as-of";
import { Mark } from "./mark";
import { useProject } from "./project";
import { ProjectMenu } from "./project-menu";

/** The line above every page: where one is, as of when it speaks, how to find anything. */
export function Header({ onFind }: { onFind: () => void }) {
  const project = useProject();
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-ground px-3 max-md:h-auto max-md:min-h-11 max-md:flex-wrap max-md:content-center max-md:gap-y-1 max-md:py-1.5">
      <Link className="flex items-center gap-2 rounded-sm font-semibold tracking-tight" href={`/?project=${project}`}>
        <Mark />
        <span className="max-sm:sr-only">Pedigree</span>
      </Link>
      <ProjectMenu />
      <AsOfPlace />
      <div className="flex shrink-0 items-center gap-3 max-md:ml-auto">
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
