import type { Reason } from "@/graph-schema/envelope";
import type { Provider } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import type { Recorded } from "@/lib/ledger/draft";
import { record } from "@/lib/ledger/record";
import { type Arrival, signInDraft } from "../arrival";
import type { Caller } from "../caller";
import { sealProof } from "../proof";
import { identityIdOf, identityOfSession } from "./identities";
import type { Shown } from "./shown";

/** The provider's clock and ours may differ by so much. */
const CLOCKS_DIFFER_S = 5;

/** A proof as the browser carries it to the act. */
export interface Proven {
  readonly proof: string;
  readonly recorded: Recorded;
}

interface Wanted {
  readonly provider: Provider;
  readonly shown: Shown;
  readonly begunAt: number;
  readonly session: string;
  readonly act: string;
}

async function reasonToDoubt(caller: Caller, wanted: Wanted): Promise<Reason | undefined> {
  if (caller.via !== "session" || caller.sessionId !== wanted.session) {
    return reason("signature_session_over");
  }
  const identity = await identityOfSession(caller);
  if (identity?.id !== (await identityIdOf(wanted.provider, wanted.shown.subject))) {
    return reason("signature_by_another");
  }
  const { authTime } = wanted.shown;
  const isFresh = authTime !== undefined && authTime >= wanted.begunAt / 1_000 - CLOCKS_DIFFER_S;
  return isFresh ? undefined : reason("signature_not_fresh", { provider: wanted.provider.id });
}

/** Proves that it is the holder of the session who just showed their provider who they are; on record. */
export async function proveFor(
  { caller, ...arrival }: Arrival & { readonly caller: Caller },
  wanted: Wanted,
): Promise<Proven | { readonly refused: Reason }> {
  const doubt = await reasonToDoubt(caller, wanted);
  if (doubt) {
    return { refused: doubt };
  }
  const { session, act } = wanted;
  const proof = await sealProof({ method: "oidc", session, act }, arrival.now);
  const facts = { method: "oidc", provider: wanted.provider.id, signature: true };
  return { proof, recorded: await record(signInDraft(caller.actor, "done", arrival, { facts })) };
}
