import type { z } from "zod";
import type { SessionReply } from "@/lib/contract/identity";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { type Caller, userReply } from "@/lib/identity/caller";
import { readSampleAccounts } from "@/lib/identity/sample";
import type { SignedIn } from "@/lib/identity/sign-in";
import { aboutTheRecord, openFindings } from "@/lib/log/findings";
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

function replyOf(visit: Visit, caller: Caller, open: number | null): z.infer<typeof SessionReply> {
  const sample = maySeeSample(visit, caller) ? (readSampleAccounts()?.accounts ?? null) : null;
  return { user: userReply(caller), sample, guard: configuration().guard, openFindings: open };
}

/** Who is signed in, how one signs in on the sample, and whether anything is wrong with the record itself. */
export async function sessionReply(visit: Visit, caller: Caller): Promise<z.infer<typeof SessionReply>> {
  const open = caller.via === "nobody" ? null : aboutTheRecord(await read(openFindings)).length;
  return replyOf(visit, caller, open);
}

/** The answer to a sign-in: the session's cookie, or a refusal that tells nobody what was wrong. */
export function signInReply(visit: Visit, result: SignedIn): Done | RefusedAct {
  if (result.outcome === "done") {
    const { recorded, caller, secret, expiresAt } = result;
    const headers = sessionCookie(secret, expiresAt);
    // The session is on record by now: nothing more is read that could fail. The next page asks anyway.
    return { outcome: "done", recorded, body: replyOf(visit, caller, null), status: 200, headers };
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
