import { instant } from "@/graph-schema/values";
import { isConflict, write } from "@/lib/graph/session";
import { FORGET_SPENT, SPEND } from "./queries";
import { hashOf } from "./secrets";

/** Something that may be used once: what it is, and until when anybody would take it. */
export interface Single {
  readonly what: string;
  readonly until: number;
}

// What this process knows was used: whoever takes the rows out of the database does not make it good again here.
const usedHere = new Map<string, number>();

function wasUsedHere(id: string, now: number): boolean {
  for (const [other, until] of usedHere) {
    if (until < now) {
      usedHere.delete(other);
    }
  }
  return usedHere.has(id);
}

/** Uses it up; false where somebody did before. Of two who try at once one does. */
export async function spend({ what, until }: Single, now: number): Promise<boolean> {
  const row = { id: hashOf(what), until: instant(until) };
  if (wasUsedHere(row.id, now)) {
    return false;
  }
  try {
    await write(async (tx) => {
      await tx.run(FORGET_SPENT, { now: instant(now) });
      await tx.run(SPEND, { row });
    });
    usedHere.set(row.id, until);
    return true;
  } catch (error) {
    if (isConflict(error)) {
      return false;
    }
    throw error;
  }
}
