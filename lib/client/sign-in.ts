import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { AnswerReply, BeginReply } from "@/lib/contract/sign-in";
import { path, send } from "./door";
import { announceChangeOfUser, safeNext } from "./leave";
import { actPath } from "./signature";

const CHANNEL = "pedigree-proof";

function begin(provider: string, wish: { next?: string; act?: string }) {
  return send("POST", path(["session", "providers", provider]), BeginReply, wish);
}

/** Sends this browser to a provider, to come back to `next`. */
export function useBeginAt(next: string) {
  return useMutation({
    mutationFn: (provider: string) => begin(provider, { next }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

/** The page on which somebody shows a provider again who they are, for the act with this route. */
export function againPath(provider: string, act: readonly string[]): string {
  return `/signin/${provider}?${new URLSearchParams({ act: actPath(act) })}`;
}

/** Hears when somebody has shown their provider, in another tab of this browser, who they are for the act with this route. */
export function useHearProof(act: readonly string[], onShown: () => void): void {
  const wanted = actPath(act);
  const heard = useRef(onShown);
  useEffect(() => {
    heard.current = onShown;
  });
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => {
      if (data === wanted) {
        heard.current();
      }
    };
    return () => channel.close();
  }, [wanted]);
}

function tellProof(act: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(act);
  channel.close();
}

/** Goes on where the page's address says: to the provider, for an act; or, back from there, with its answer. */
async function goOn(provider: string, search: string) {
  const act = new URLSearchParams(search).get("act");
  if (act !== null) {
    const { url } = await begin(provider, { act });
    window.location.replace(url);
    return null;
  }
  const answer = { query: search.replace(/^\?/, "") };
  return send("POST", path(["session", "providers", provider, "answer"]), AnswerReply, answer);
}

/** What becomes of a visit at a provider: signed in and away from this page, or shown for a signature. */
export function useVisit(provider: string) {
  const visit = useMutation({
    mutationFn: (search: string) => goOn(provider, search),
    onSuccess(reply) {
      if (reply?.for === "signature") {
        tellProof(reply.next);
        window.close();
      } else if (reply) {
        announceChangeOfUser();
        window.location.replace(safeNext(reply.next));
      }
    },
  });
  const isBegun = useRef(false);
  const { mutate } = visit;
  useEffect(() => {
    // An answer is good once: a second effect of the same page must not send it again.
    if (!isBegun.current) {
      isBegun.current = true;
      const { search } = window.location;
      window.history.replaceState(null, "", window.location.pathname);
      mutate(search);
    }
  }, [mutate]);
  return visit;
}
