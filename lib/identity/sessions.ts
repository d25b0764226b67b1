import { z } from "zod";
import { NotFound } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { type Acted, done } from "./act";
import type { Caller } from "./caller";
import { keepEnded, reasonsOutdated } from "./current";
import { END_SESSION, SESSION_BY_ID, SESSIONS_OF } from "./queries";
import { forgetCallers } from "./remembered";
import { opened, RawRow, SESSION, type SessionRow } from "./rows";

const Found = z.object({ session: RawRow });

/** The caller's sessions that can still be used, the last used one first. */
export async function ownSessions(caller: Caller, now: number) {
  const rows = await read((tx) => tx.rows(SESSIONS_OF, { accountId: caller.accountId }, Found));
  const genuine: SessionRow[] = [];
  for (const { session } of rows) {
    const row = await opened(SESSION, session);
    const isOurs = row !== "forged" && (await reasonsOutdated({ session: row })).length === 0;
    if (isOurs && Date.parse(row.expiresAt) > now) {
      genuine.push(row);
    }
  }
  return genuine.map((row) => ({
    id: row.id,
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    expiresAt: row.expiresAt,
    current: row.id === caller.sessionId,
    agent: row.agent ?? null,
  }));
}

/** Ends the caller's own session. */
export function signOut(caller: Caller): Promise<Acted> {
  return end(caller, caller.sessionId ?? "", () => ({ actor: caller.actor, action: "sign_out" as const }));
}

/** Ends one session: the caller's own, or anybody's for those who manage accounts. Others' sessions do not exist. */
export function revokeSession(caller: Caller, id: string): Promise<Acted> {
  return end(caller, id, (session) => ({
    actor: caller.actor,
    action: "revoke_access" as const,
    facts: { session: session.id },
  }));
}

function end(caller: Caller, id: string, deed: (session: SessionRow) => Parameters<typeof done>[1]): Promise<Acted> {
  return write(async (tx): Promise<Acted> => {
    const [row] = await tx.rows(SESSION_BY_ID, { id }, Found);
    const session = row ? await opened(SESSION, row.session) : "forged";
    const mayEnd =
      session !== "forged" && (session.accountId === caller.accountId || caller.permissions.has("account:manage"));
    if (!mayEnd) {
      throw new NotFound("there is no such session");
    }
    await tx.run(END_SESSION, { idHash: session.idHash });
    const ending = deed(session);
    const recorded = await done(tx, ending);
    keepEnded(tx, ending.action, recorded, [session.id]);
    return { outcome: "done", recorded };
  }).finally(forgetCallers);
}
