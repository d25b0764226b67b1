import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { BeginPasskeyReply } from "@/lib/contract/passkeys";
import { AnswerReply } from "@/lib/contract/sign-in";
import { path, send } from "./door";
import { NoPasskey } from "./errors";
import { announceChangeOfUser } from "./leave";
import { useSession } from "./session";

const PASSKEY = ["session", "passkey"];

interface Wish {
  readonly signs?: { readonly act: string; readonly body: string };
  /** Offer passkeys where the user name is typed, instead of asking for one at once. */
  readonly isOffer?: boolean;
}

/** Has a passkey of this browser sign: a sign-in, or an act. Throws {@link NoPasskey} where it hands over none. */
export async function answerOf({ signs, isOffer = false }: Wish) {
  const { options } = await send("POST", path(PASSKEY), BeginPasskeyReply, { signs });
  return startAuthentication({ optionsJSON: options, useBrowserAutofill: isOffer }).catch((cause: unknown) => {
    throw new NoPasskey(false, cause);
  });
}

/** Whether passkeys work at this address and in this browser. */
export function usePasskeysWork(): boolean {
  const isOffered = useSession().data?.passkeys ?? false;
  return isOffered && browserSupportsWebAuthn();
}

/** Signs in by a passkey, and loads `next` anew so that nothing of an earlier user stays in memory. */
export function useSignInByPasskey(next: string) {
  return useMutation({
    async mutationFn(wish: Pick<Wish, "isOffer">) {
      const answer = await answerOf(wish);
      return send("POST", path([...PASSKEY, "answer"]), AnswerReply, { answer });
    },
    onSuccess() {
      announceChangeOfUser();
      window.location.assign(next);
    },
  });
}

/** A challenge is good for ten minutes; the offer is made anew before that. */
const OFFERED_MS = 540_000;

/** Has the browser offer passkeys where the user name is typed, if it can; `take` hears that it should ask for one. */
export function usePasskeyOffer(isOn: boolean, take: () => void): void {
  const offer = useEffectEvent(take);
  useEffect(() => {
    if (!isOn) {
      return;
    }
    let isGone = false;
    const start = async () => {
      if ((await browserSupportsWebAuthnAutofill()) && !isGone) {
        offer();
      }
    };
    void start();
    const again = setInterval(() => void start(), OFFERED_MS);
    return () => {
      isGone = true;
      clearInterval(again);
      WebAuthnAbortService.cancelCeremony();
    };
  }, [isOn]);
}
