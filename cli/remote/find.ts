import { ProjectsReply } from "@/lib/contract/identity";
import type { RemoteOptions } from "./connect";
import { Refused, type Remote } from "./remote";

/** Nothing is there, or the token is for other projects, as those of the sample's services are. */
function isElsewhere(error: unknown): boolean {
  return (
    error instanceof Refused &&
    (error.problem.status === 404 || (error.problem.reasons ?? []).some(({ code }) => code === "project_not_in_token"))
  );
}

/**
 * Looks with `look` in the named project, or else in the default one; when nothing is there and no project was named,
 * in the others that the caller may read, and says where it was found.
 */
export async function findAnywhere<Found>(
  app: Remote,
  options: RemoteOptions,
  look: (app: Remote) => Promise<Found>,
): Promise<Found> {
  try {
    return await look(app);
  } catch (error) {
    if (!isElsewhere(error) || options.project || process.env.PEDIGREE_PROJECT) {
      throw error;
    }
    const { projects } = await app.ask(ProjectsReply, ["", "projects"]);
    for (const { id } of projects.filter((project) => project.id !== app.project)) {
      const found = await look(app.within(id)).then(
        (value) => ({ value }),
        (other: unknown) => {
          if (isElsewhere(other)) {
            return undefined;
          }
          throw other;
        },
      );
      if (found) {
        console.error(`(found in the project ${id}; name it with --project ${id})`);
        return found.value;
      }
    }
    throw error;
  }
}
