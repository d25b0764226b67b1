import { z } from "zod";
import { stampOf } from "@/graph-schema/values";
import type { RequestCounts } from "@/lib/contract/identity";
import type { ReadTx } from "@/lib/graph/session";
import { type Caller, projectsOf } from "@/lib/identity/caller";
import { DECIDED_SINCE, LIST_SEEN, WAITING } from "./queries";

/** What was decided longer ago is no news, also to somebody who never looked. */
const NEWS_MS = 14 * 86_400_000;

const Row = z.object({ project: z.string(), count: z.int() });
const Seen = z.object({ project: z.string(), stamp: z.int() });
type Counted = Pick<Caller, "actor" | "rolesEverywhere" | "grants" | "scopes" | "projects">;

function byProject(rows: readonly z.infer<typeof Row>[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ project, count }) => [project, count]));
}

async function waiting(tx: ReadTx, caller: Counted) {
  const { account, person = null } = caller.actor;
  const projects = projectsOf(caller, "promotion:approve");
  return projects?.length === 0 ? {} : byProject(await tx.rows(WAITING, { account, person, projects }, Row));
}

async function decided(tx: ReadTx, { actor: { account } }: Counted) {
  const since = stampOf(Date.now() - NEWS_MS);
  const looks = await tx.rows(LIST_SEEN, { account, since }, Seen);
  const seen = Object.fromEntries(looks.map(({ project, stamp }) => [project, stamp]));
  return byProject(await tx.rows(DECIDED_SINCE, { account, since, seen }, Row));
}

/** In each project, how many requests wait for the caller, who may decide; and how many of their own were decided since they looked. */
export async function requestCounts(tx: ReadTx, caller: Counted): Promise<RequestCounts> {
  const mayRequest = projectsOf(caller, "promotion:request")?.length !== 0;
  return { waiting: await waiting(tx, caller), decided: mayRequest ? await decided(tx, caller) : {} };
}
