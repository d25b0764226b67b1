import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import type { CallerKeyTold } from "@/lib/contract/caller-keys";
import type { ReadTx } from "@/lib/graph/session";
import { signedEvents } from "@/lib/ledger/proven";
import { CALLER_KEY_EVENTS } from "./caller-key-queries";

const Introduces = z.object({ account: z.string(), key: z.string(), public_key: z.string() });
const Ends = z.object({ key: z.string().optional(), replaced: z.string().optional() });

function introduces(id: string, { action, facts }: Envelope) {
  const told = action === "revoke_key" ? undefined : Introduces.safeParse(facts).data;
  return told?.key === id ? told : undefined;
}

function ends(id: string, { action, facts }: Envelope): "revocation" | "rotation" | undefined {
  const told = Ends.safeParse(facts).data;
  if (action === "revoke_key") {
    return told?.key === id ? "revocation" : undefined;
  }
  return action === "replace_key" && told?.replaced === id ? "rotation" : undefined;
}

function isDone({ outcome, origin }: Envelope): boolean {
  return outcome === "done" && origin === "acted";
}

function placeOf({ recorded_at: at, id: eventId }: Envelope) {
  return { at, eventId };
}

/**
 * What the record says of a caller's key, by events that the recorder signed: an edited row tells nothing here. Null where
 * none of them brought it in.
 */
export async function callerKeyTold(tx: ReadTx, id: string): Promise<CallerKeyTold | null> {
  const events = (await signedEvents(tx, CALLER_KEY_EVENTS, { key: id })).filter(isDone);
  const [brought] = events.flatMap((event) => {
    const facts = introduces(id, event);
    return facts ? [{ facts, registered: placeOf(event) }] : [];
  });
  const [ended] = events.flatMap((event) => {
    const by = ends(id, event);
    return by ? [{ ...placeOf(event), by }] : [];
  });
  if (!brought) {
    return null;
  }
  const { facts, registered } = brought;
  return { id, account: facts.account, publicKey: facts.public_key, registered, ended: ended ?? null };
}
