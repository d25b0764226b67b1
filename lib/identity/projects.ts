import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { reason } from "@/lib/errors";
import { isConflict, read, type WriteTx, write } from "@/lib/graph/session";
import { JsonText, understood } from "@/lib/graph/stored";
import { type Acted, done, refused } from "./act";
import { COUNT_PROJECTS, LOCK_IDENTITY, PROJECT, PROJECT_IN_USE, PROJECTS } from "./queries";

const MAX_LISTED = 500;

const ProjectFacts = z.object({ simulation: z.boolean().optional() });
const Row = z.object({ id: z.string(), facts: JsonText.pipe(ProjectFacts).nullable(), createdAt: z.string() });

export interface Project {
  readonly id: string;
  readonly simulation: boolean;
  /** Null for `default` until somebody creates it, for instance as a simulation. */
  readonly createdAt: string | null;
}

const UNCREATED_DEFAULT: Project = { id: DEFAULT_PROJECT, simulation: false, createdAt: null };

function projectsOf(raw: readonly unknown[]): Project[] {
  return understood(raw, Row).map(({ id, facts, createdAt }) => ({
    id,
    simulation: facts?.simulation === true,
    createdAt,
  }));
}

/** `default` exists before it is created; another instance that creates it is heard of after so long. */
const REMEMBERED_MS = 2_000;

// A project never changes, so what was found once is kept; that there is none is asked again.
const shared = globalThis as typeof globalThis & {
  pedigreeProjects?: Map<string, { project: Project; until: number }>;
};

function remember(project: Project, until = Number.POSITIVE_INFINITY): Project {
  shared.pedigreeProjects ??= new Map();
  shared.pedigreeProjects.set(project.id, { project, until });
  return project;
}

/** The project called `id`, or undefined. `default` exists without having been created. */
export async function findProject(id: string): Promise<Project | undefined> {
  const kept = shared.pedigreeProjects?.get(id);
  if (kept && kept.until > Date.now()) {
    return kept.project;
  }
  const [project] = projectsOf(await read((tx) => tx.rows(PROJECT, { project: id }, z.unknown())));
  if (project) {
    return remember(project);
  }
  return id === DEFAULT_PROJECT ? remember(UNCREATED_DEFAULT, Date.now() + REMEMBERED_MS) : undefined;
}

/** The projects by name, with `default` even when nobody created it; `only` those that a token is confined to. */
export async function listProjects(only: readonly string[] | null) {
  const { rows, created } = await read(async (tx) => {
    const [count] = await tx.rows(COUNT_PROJECTS, { only }, z.object({ total: z.int() }));
    return { rows: await tx.rows(PROJECTS, { only, limit: MAX_LISTED }, z.unknown()), created: count?.total ?? 0 };
  });
  const found = projectsOf(rows);
  const isDefaultMissing =
    (only === null || only.includes(DEFAULT_PROJECT)) && !found.some(({ id }) => id === DEFAULT_PROJECT);
  const projects = isDefaultMissing ? [UNCREATED_DEFAULT, ...found] : found;
  const total = created + (isDefaultMissing ? 1 : 0);
  return { projects, total, truncated: projects.length < total };
}

/** Creates a project. The event is the project: there is no row that could be edited. */
export async function createProject(wish: {
  id: string;
  simulation: boolean;
  by: EnvelopeActor;
}): Promise<Acted<{ project: Project }>> {
  const deed = {
    project: wish.id,
    actor: wish.by,
    action: "create_project" as const,
    facts: { simulation: wish.simulation },
  };
  try {
    const created = await write((tx) => createIn(tx, wish, deed));
    return created.outcome === "done" ? { ...created, project: remember(created.project) } : created;
  } catch (error) {
    if (!isConflict(error)) {
      throw error;
    }
    return write((tx) => refused(tx, deed, [reason("project_exists")]));
  }
}

async function createIn(
  tx: WriteTx,
  wish: { id: string; simulation: boolean },
  deed: Parameters<typeof done>[1],
): Promise<Acted<{ project: Project }>> {
  await tx.run(LOCK_IDENTITY, {});
  const existing = await tx.rows(PROJECT, { project: wish.id }, z.unknown());
  const [use] = await tx.rows(PROJECT_IN_USE, { project: wish.id }, z.object({ isUsed: z.boolean() }));
  if (existing.length > 0 || use?.isUsed) {
    // What was recorded as real must not become a simulation afterwards.
    return refused(tx, deed, [reason(existing.length > 0 ? "project_exists" : "project_in_use")]);
  }
  const recorded = await done(tx, { ...deed, eventId: "create_project" });
  return {
    outcome: "done",
    project: { id: wish.id, simulation: wish.simulation, createdAt: recorded.recordedAt },
    recorded,
  };
}
