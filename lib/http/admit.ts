import type { Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT, ProjectId } from "@/graph-schema/names";
import type { Permission } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";
import { type Place, reasonsToDeny } from "@/lib/identity/access/decide";
import { type Identified, identifySession, identifyToken } from "@/lib/identity/authenticate";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { bearerAt, type Caller, callerAt, nobody, projectsOf } from "@/lib/identity/caller";
import { findProject, type Project } from "@/lib/identity/projects";
import type { Json } from "@/lib/ledger/draft";
import { reasonsToSuspect } from "./origin";
import { secondsToWait } from "./rate";
import { forbidden, notFound, notOffered, tooMany, unidentified } from "./refuse";
import type { Visit } from "./visit";

/** Who came in, and into which project; or the answer to whoever stays outside. */
export type Admitted = { readonly caller: Caller; readonly project: Project } | { readonly outside: Response };

async function identify(visit: Visit, { isForServers }: Gate): Promise<Identified> {
  if (isForServers) {
    return { caller: await nobody() };
  }
  const bearer = /^Bearer ([^ ]+)$/i.exec(visit.authorization ?? "")?.[1];
  if (visit.authorization !== null) {
    return bearer ? identifyToken(bearer, visit.now) : { refused: reason("token_malformed") };
  }
  return visit.sessionSecret === null ? { caller: await nobody() } : identifySession(visit.sessionSecret, visit.now);
}

/** A session that is over leaves its cookie in the browser; on a route for anybody its holder is simply nobody. */
async function orNobody(identified: Identified, visit: Visit, isForAnyone: boolean): Promise<Identified> {
  if ("caller" in identified || !isForAnyone || visit.authorization !== null) {
    return identified;
  }
  if (identified.refused.code === "row_mac_invalid") {
    await unidentified(visit, identified.refused);
  }
  return { caller: await nobody() };
}

async function secondsOver(visit: Visit, caller: Caller): Promise<number> {
  return caller.via === "nobody"
    ? secondsToWait("stranger", visit.address)
    : secondsToWait("identity", caller.actor.account);
}

/** What a route asks of its visitors, and where: in a project, or in the whole installation. */
export interface Gate {
  readonly permission: Permission | "anyone";
  /** The name of a project as the visitor wrote it in the path; null where the route concerns the installation. */
  readonly project: string | null;
  /** The project to which the visitor confines what they ask for, as they wrote it; null where they do not. */
  readonly confinedTo: string | null;
  /** Does the route show what the visitor may see, wherever they hold the permission? */
  readonly isAcross: boolean;
  /** Does it come from servers of other organisations? Whatever session or token they show counts for nothing. */
  readonly isForServers: boolean;
}

/**
 * Lets a visitor in: who they are, whether they come too often or from another site, whether they may, and whether
 * the project exists. Whoever is sent away is on record before they hear of it.
 */
export async function admit(visit: Visit, gate: Gate, params: Readonly<Record<string, Json>>): Promise<Admitted> {
  const { permission } = gate;
  await ensureSystemAccounts();
  const crowd = await secondsToWait("address", visit.address);
  if (crowd > 0) {
    return { outside: await tooMany(visit, await nobody(), crowd) };
  }
  const identified = await orNobody(await identify(visit, gate), visit, permission === "anyone");
  const caller = "caller" in identified ? identified.caller : await nobody();
  const over = await secondsOver(visit, caller);
  if (over > 0) {
    return { outside: await tooMany(visit, caller, over) };
  }
  if (visit.offers) {
    return { outside: await notOffered(visit, caller, visit.offers) };
  }
  if ("refused" in identified || (caller.via === "nobody" && permission !== "anyone")) {
    const why = "refused" in identified ? identified.refused : reason("not_signed_in");
    return { outside: await unidentified(visit, why) };
  }
  return enter(visit, caller, gate, params);
}

async function enter(
  visit: Visit,
  caller: Caller,
  gate: Gate,
  params: Readonly<Record<string, Json>>,
): Promise<Admitted> {
  const suspicions = reasonsToSuspect(visit, gate);
  if (suspicions.length > 0) {
    return { outside: await forbidden(visit, caller, suspicions, DEFAULT_PROJECT) };
  }
  const id = ProjectId.safeParse(gate.project ?? DEFAULT_PROJECT);
  const project = id.success ? await findProject(id.data) : undefined;
  const where = gate.project ?? gate.confinedTo;
  const place = where === null ? "installation" : { project: where };
  const reasons = reasonsToStop(caller, gate, place);
  if (reasons.length > 0) {
    return { outside: await forbidden(visit, caller, reasons, project?.id ?? DEFAULT_PROJECT) };
  }
  if (!project) {
    const sought = { params, query: "" };
    return { outside: await notFound(visit, caller, DEFAULT_PROJECT, sought, "there is no such project") };
  }
  return { caller: callerAt(caller, place), project };
}

/** Whoever confines what they ask for to a project needs the permission there. */
function reasonsToStop(caller: Caller, { permission, isAcross, confinedTo }: Gate, place: Place): readonly Reason[] {
  const isHereAndThere = isAcross && confinedTo === null;
  const isLetIn = permission === "anyone" || (isHereAndThere && projectsOf(caller, permission)?.length !== 0);
  return isLetIn ? [] : reasonsToDeny(bearerAt(caller, place), permission, place);
}
