import { z } from "zod";
import type { Ref } from "@/graph-schema/names";
import type { PageOf } from "@/lib/contract/cursor";
import type { ListQuery } from "@/lib/contract/query";
import type { AuditReply } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import { namedTrail } from "@/lib/identity/audit";
import type { TrailCursor } from "@/lib/ledger/trail";
import { MENTIONS } from "./queries";

/** An artifact that so many events mention is a hub: then only the events about itself are listed. */
const FEW_MENTIONS = 2_000;

/**
 * The audit trail of one artifact, newest first: its own events and those that mention it. A hub's mentions are left
 * out, since they would have to be read all for one page; its trail says that there is more. Who looked at it is told to those alone
 * who may read the audit trail.
 */
export function trailOf(
  project: string,
  { type, id }: Ref,
  { maySeeLooks, ...page }: PageOf<ListQuery, TrailCursor> & { maySeeLooks: boolean },
): Promise<z.infer<typeof AuditReply>> {
  return read(async (tx) => {
    const [found] = await tx.rows(MENTIONS, { project, type, id }, z.object({ mentions: z.int() }));
    if (!found) {
      throw new NotFound(`${type} ${id}`);
    }
    const isHub = found.mentions > FEW_MENTIONS;
    const which = { project, subjectType: type, subject: id, isOwn: isHub, withoutLooks: !maySeeLooks };
    const reply = await namedTrail(tx, which, page);
    return isHub ? { ...reply, totalIs: "at_least", truncated: true } : reply;
  });
}
