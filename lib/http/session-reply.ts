import type { z } from "zod";
import { unseen } from "@/lib/alerts/unseen";
import type { SessionReply } from "@/lib/contract/identity";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { type Caller, userReply } from "@/lib/identity/caller";
import { readSampleAccounts } from "@/lib/identity/sample";
import type { SignedIn } from "@/lib/identity/sign-in";
import { aboutTheRecord, openFindings } from "@/lib/log/findings";
import { requestCounts } from "@/lib/promotion/waiting";
import { sessionCookie } from "./cookie";
import type { Done, RefusedAct } from "./result";
import type { Visit } from "./visit";

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+)$/;

/**
 * May this visitor see how to sign in on the sample? Only on the embedded database, from this machine, under our own
 * name: a page elsewhere whose name was pointed here in the meantime asks under its own.
 */
function maySeeSample(visit: Visit, caller: Caller): boolean {
  const { isEmbedded, publicUrl } = configuration();
  const isOurName = visit.headers.get("host") === new URL(publicUrl).host;
  return caller.via === "nobody" && isEmbedded && isOurName && LOOPBACK.test(visit.address);
}

type Reply = z.infer<typeof SessionReply>;
type Counts = Pick<Reply, "openFindings" | "allFindings" | "newFindings" | "requests">;

const UNTOLD: Counts = { openFindings: null, allFindings: null, newFindings: null, requests: null };

function replyOf(visit: Visit, caller: Caller, counts: Counts): Reply {
  const sample = maySeeSample(visit, caller) ? (readSampleAccounts()?.accounts ?? null) : null;
  return { user: userReply(caller), sample, guard: configuration().guard, ...counts };
}

function countsFor(caller: Caller): Promise<Counts> {
  return read(async (tx) => {
    const open = await openFindings(tx);
    const newFindings = await unseen(tx, caller.actor.account, open);
    const requests = await requestCounts(tx, caller);
    return { openFindings: aboutTheRecord(open).length, allFindings: open.length, newFindings, requests };
  });
}

/** Who is signed in, how one signs in on the sample, what was found and is open, and which requests wait. */
export async function sessionReply(visit: Visit, caller: Caller): Promise<Reply> {
  return replyOf(visit, caller, caller.via === "nobody" ? UNTOLD : await countsFor(caller));
}

/** The answer to a sign-in: the session's cookie, or a refusal that tells nobody what was wrong. */
export function signInReply(visit: Visit, result: SignedIn): Done | RefusedAct {
  if (result.outcome === "done") {
    const { recorded, caller, secret, expiresAt } = result;
    const headers = sessionCookie(secret, expiresAt);
    // The session is on record by now: nothing more is read that could fail. The next page asks anyway.
    return { outcome: "done", recorded, body: replyOf(visit, caller, UNTOLD), status: 200, headers };
  }
  const { retryAfterS, ...refused } = result;
  return retryAfterS > 0
    ? {
        ...refused,
        title: "Wait before the next attempt",
        status: 429,
        headers: { "retry-after": String(retryAfterS) },
      }
    : { ...refused, title: "User name or password is wrong", status: 401 };
}
