import { sendSignal, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { CreatePasskeyReply, PasskeyRow, PasskeysReply } from "@/lib/contract/passkeys";
import { ask, path, send } from "./door";
import { NoPasskey } from "./errors";
import { type Signed, sendSigned } from "./signature";

const PASSKEYS = ["passkeys"] as const;
/** The act by which somebody has a passkey made, for which they show who they are. */
export const CREATION = [...PASSKEYS, "creation"] as const;

/** One's own passkeys. */
export function usePasskeys() {
  return useQuery({ queryKey: PASSKEYS, queryFn: () => ask(path(PASSKEYS), PasskeysReply) });
}

function useReadAnew(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: PASSKEYS });
    void queries.invalidateQueries({ queryKey: ["session"] });
  };
}

async function register({ name, signed }: { name: string; signed: Signed }) {
  const { options } = await sendSigned(CREATION, CreatePasskeyReply, signed);
  const answer = await startRegistration({ optionsJSON: options }).catch((cause: unknown) => {
    const isThere = cause instanceof WebAuthnError && cause.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED";
    throw new NoPasskey(isThere, cause);
  });
  return send("POST", path(PASSKEYS), PasskeyRow, { name, answer }).catch(async (error: unknown) => {
    // What the server did not take, the authenticator should not offer.
    await sendSignal({ signalName: "unknownCredential", rpID: options.rp.id, credentialID: answer.id }).catch(
      () => undefined,
    );
    throw error;
  });
}

/** Has an authenticator make a passkey, and registers it. */
export function useRegisterPasskey() {
  const onSuccess = useReadAnew();
  return useMutation({ mutationFn: register, onSuccess });
}

/** The act by which a passkey of one's own is removed, for which one shows who one is. */
export function removal(id: string): readonly string[] {
  return [...PASSKEYS, id, "removal"];
}

/** Removes one of one's passkeys. */
export function useRemovePasskey(id: string) {
  const onSuccess = useReadAnew();
  return useMutation({ mutationFn: (signed: Signed) => sendSigned(removal(id), z.null(), signed), onSuccess });
}
