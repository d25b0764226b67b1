import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { activateKey, prepareKey, publicKeys, retireKeys } from "@/lib/keys/client";
import type { KeyUse } from "@/lib/keys/protocol";
import { record } from "@/lib/ledger/record";

function told(system: EnvelopeActor, use: KeyUse, step: "activate" | "retire", vkey: string) {
  const facts = { use, step, vkey };
  return record({
    project: DEFAULT_PROJECT,
    action: "rotate_key",
    origin: "acted",
    outcome: "done",
    actor: system,
    facts,
  });
}

/**
 * Puts a new key of `use` into service. The event that introduces it is signed by the old key, so whoever trusts that one
 * may trust the new one. A crash in between leaves a prepared key, which the next call takes.
 */
export async function rotate(system: EnvelopeActor, use: KeyUse) {
  const vkey = await prepareKey(use);
  const recorded = await told(system, use, "activate", vkey);
  await activateKey(use);
  return { vkey, recorded };
}

/** Ends the overlap: only the newest key of the log signs. What older keys signed still verifies. */
export async function retireOld(system: EnvelopeActor) {
  const [vkey = ""] = (await publicKeys()).log;
  const recorded = await told(system, "log", "retire", vkey);
  await retireKeys("log");
  return { vkey, recorded };
}
