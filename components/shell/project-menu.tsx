"use client";

import { ChevronsUpDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Menu as AriaMenu, MenuTrigger, Popover } from "react-aria-components";
import { Button } from "@/components/ui/button";
import { MenuItem, POPOVER } from "@/components/ui/menu";
import { State } from "@/components/ui/state";
import { useProjects } from "@/lib/client/projects";
import { useIsSimulation, useKnownProject } from "./project";

/** Which project the pages speak of, and the way to another. A simulation is labelled as one, everywhere. */
export function ProjectMenu() {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const project = useKnownProject();
  const isSimulation = useIsSimulation();
  const { data } = useProjects(isOpen);
  if (project === null) {
    return null;
  }
  return (
    <div className="flex min-w-0 items-center gap-1.5">
      <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <Button aria-label={`Project ${project}. Choose another`} className="min-w-0" look="quiet" size="small">
          <span className="truncate">{project}</span>
          <ChevronsUpDown aria-hidden="true" className="shrink-0" size={12} />
        </Button>
        <Popover className={`${POPOVER} min-w-52 p-1`} offset={4}>
          <AriaMenu
            aria-label="Projects"
            className="outline-none"
            renderEmptyState={() => <p className="p-2 text-ink-soft">Reading the projects …</p>}
          >
            {(data?.projects ?? []).map(({ id, simulation }) => (
              <MenuItem key={id} onAction={() => router.push(`/?project=${id}`)} textValue={id}>
                <span className="grow">{id}</span>
                {simulation ? <span className="text-xs text-ink-soft">simulation</span> : null}
              </MenuItem>
            ))}
          </AriaMenu>
        </Popover>
      </MenuTrigger>
      {isSimulation ? (
        <span
          className="shrink-0"
          title="Acts in this project carry a time that their caller chose. Both times are shown."
        >
          <State name="warning">Simulation</State>
        </span>
      ) : null}
    </div>
  );
}
