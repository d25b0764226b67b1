import { z } from "zod";

/** The data key of whom a pseudonym stands for: an account, or somebody whom a producer named. It is made once, and once destroyed never again. */
export function subjectKey(pseudonym: string): string {
  return `subject:${pseudonym}`;
}

/** The data key of what concerns nobody in particular. */
export function projectKey(project: string): string {
  return `project:${project}`;
}

/** A key under which nothing but what is kept of a person lies. */
const SubjectKey = z.string().regex(/^subject:p1:[A-Za-z0-9_-]{43}$/);

/** The data key of what was set aside together; the only one of its name. */
export function quarantineKey(id: string): string {
  return `quarantine:${id}`;
}

/** A key of its own for what was set aside together: it goes when somebody decides about that, or nobody does in time. */
export const QuarantineKey = z.string().regex(/^quarantine:[0-9a-f-]{36}$/);

/** The only kinds of key that may be destroyed. */
export const DestructibleKey = z.union([SubjectKey, QuarantineKey]);
