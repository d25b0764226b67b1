import { Unrecordable } from "@/lib/errors";
import { recordAttempt } from "@/lib/ledger/coalesce";
import type { Draft, Recorded } from "@/lib/ledger/draft";
import { record } from "@/lib/ledger/record";

function unrecordable(cause: unknown): never {
  throw new Unrecordable("the event could not be recorded", { cause });
}

/** Records `draft`; whatever prevents that prevents the answer too. */
export function keep(draft: Draft): Promise<Recorded> {
  return record(draft).catch(unrecordable);
}

/** Records an attempt of somebody unknown; repeats within a minute are counted. */
export function keepAttempt(key: string, draft: Draft, now: number): Promise<Recorded | "counted"> {
  return recordAttempt(key, draft, now).catch(unrecordable);
}
