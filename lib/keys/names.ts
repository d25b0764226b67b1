import { z } from "zod";

/** The data key of whom a pseudonym stands for: an account, or somebody whom a producer named. It is made once, and once destroyed never again. */
export function subjectKey(pseudonym: string): string {
  return `subject:${pseudonym}`;
}

/** The data key of what concerns nobody in particular. */
export function projectKey(project: string): string {
  return `project:${project}`;
}

/** The only kind of key that may be destroyed: one under which nothing but what is kept of a person lies. */
export const SubjectKey = z.string().regex(/^subject:p1:[A-Za-z0-9_-]{43}$/);
