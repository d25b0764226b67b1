"use client";

import { ChevronsUpDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { State } from "@/components/ui/state";
import { useRememberProject, useVisibleProjects } from "./project";

/** Which project the pages speak of, and the way to another. A simulation is labelled as one, everywhere. */
export function ProjectMenu({ project }: { project: string }) {
  const router = useRouter();
  const projects = useVisibleProjects();
  useRememberProject();
  const isSimulation = projects?.find(({ id }) => id === project)?.simulation ?? false;
  if (!projects) {
    return null;
  }
  return (
    <div className="flex min-w-0 items-center gap-1.5">
      <Menu
        label="Projects"
        trigger={
          <Button aria-label={`Project ${project}. Choose another`} className="min-w-0" look="quiet" size="small">
            <span className="truncate">{project}</span>
            <ChevronsUpDown aria-hidden="true" className="shrink-0" size={12} />
          </Button>
        }
      >
        {projects.map(({ id, simulation }) => (
          <MenuItem key={id} onAction={() => router.push(`/?project=${id}`)} textValue={id}>
            <span className="grow">{id}</span>
            {simulation ? <span className="text-xs text-ink-soft">simulation</span> : null}
          </MenuItem>
        ))}
      </Menu>
      {isSimulation ? (
        <span
          className="max-sm:hidden"
          title="Acts in this project carry a time that their caller chose. Both times are shown."
        >
          <State name="warning">Simulation</State>
        </span>
      ) : null}
    </div>
  );
}
