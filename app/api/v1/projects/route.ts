import type { z } from "zod";
import { CreateProjectBody, type ProjectsReply } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { projectsOf } from "@/lib/identity/caller";
import { createProject, listProjects } from "@/lib/identity/projects";

const path = "/projects";

export const GET = route({
  path,
  permission: "artifact:read",
  isAcross: true,
  async look({ caller }) {
    const body = (await listProjects(projectsOf(caller, "artifact:read"))) satisfies z.infer<typeof ProjectsReply>;
    const shown = body.projects.map(({ id }) => id);
    return { body, look: { action: "view", facts: { of: "projects", total: body.total }, shown } };
  },
});

export const POST = route({
  path,
  permission: "project:create",
  body: CreateProjectBody,
  async act({ actor, body }) {
    return acted(await createProject({ ...body, by: actor }), ({ project }) => ({ body: project }));
  },
});
