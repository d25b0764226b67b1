import type { Permission } from "@/lib/contract/identity";
import { read } from "@/lib/graph/session";
import type { Place } from "@/lib/identity/access/decide";
import { newestStamp } from "@/lib/identity/audit";
import { identifySession, identifyToken } from "@/lib/identity/authenticate";
import { type Caller, callerAt } from "@/lib/identity/caller";
import { eventsSince } from "@/lib/ledger/trail";
import { log, told } from "./log";
import type { Visit } from "./visit";

const POLL_MS = 1_000;
/** A line that says nothing, so that a connection which is gone is noticed, and proxies keep one that is not. */
const QUIET_POLLS = 15;

const encoder = new TextEncoder();

/** Is the reader of a stream still signed in, and may they still look at `place`? */
export async function mayStillLook(visit: Visit, permission: Permission, place: Place): Promise<boolean> {
  const bearer = visit.authorization?.replace(/^Bearer /i, "");
  const identified = bearer
    ? await identifyToken(bearer, Date.now())
    : await identifySession(visit.sessionSecret ?? "", Date.now());
  return "caller" in identified && callerAt(identified.caller, place).permissions.has(permission);
}

interface Subscription {
  readonly caller: Caller;
  readonly visit: Visit;
  /** Only what happens there, where it is given. */
  readonly project: string | undefined;
}

/** The text of one poll's answer; undefined ends the stream. */
async function poll(
  state: { stamp: number; polls: number },
  { caller, visit, project }: Subscription,
): Promise<string | undefined> {
  state.polls += 1;
  if (!(await mayStillLook(visit, "audit:read", project === undefined ? "installation" : { project }))) {
    return undefined;
  }
  const news = await read((tx) => eventsSince(tx, { stamp: state.stamp, reader: caller.actor.account, project }));
  state.stamp = news.stamp;
  if (news.count > 0) {
    return `data: ${JSON.stringify(news)}\n\n`;
  }
  return state.polls % QUIET_POLLS === 0 ? ": nothing new\n\n" : "";
}

/**
 * Tells how many events were recorded since the last message, about once a second, until the reader leaves or may not
 * look any more. It counts and shows nothing, so the one event of the subscription accounts for all of it.
 */
export async function liveEvents(subscription: Subscription): Promise<ReadableStream<Uint8Array>> {
  const state: { stamp: number; polls: number } = { stamp: await newestStamp(), polls: 0 };
  return pollingStream(() => poll(state, subscription), subscription.visit.id);
}

/** A stream of what `ask` answers, once in each interval, until that is undefined or the reader leaves. */
export function pollingStream(ask: () => Promise<string | undefined>, request: string, everyMs = POLL_MS) {
  let timer: NodeJS.Timeout | undefined;
  // A reader who leaves during a poll closes the stream: whatever is done to it afterwards throws.
  let hasLeft = false;
  const next = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    timer = setTimeout(async () => {
      const text = await ask().catch((error: unknown) => {
        log.info({ ...told(error), request }, "a live subscription ended");
        return error instanceof Error ? error : new Error("the record could not be asked");
      });
      if (hasLeft) {
        return;
      }
      if (text instanceof Error) {
        // A browser subscribes anew by itself.
        controller.error(text);
      } else if (text === undefined) {
        controller.close();
      } else {
        if (text !== "") {
          controller.enqueue(encoder.encode(text));
        }
        next(controller);
      }
    }, everyMs);
    timer.unref();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(": subscribed\n\n"));
      next(controller);
    },
    cancel() {
      hasLeft = true;
      clearTimeout(timer);
    },
  });
}
