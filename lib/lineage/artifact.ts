import { z } from "zod";
import { TELLING_ACTIONS } from "@/graph-schema/actions";
import { RELATIONSHIP_TYPES } from "@/graph-schema/catalogue";
import { Pseudonym } from "@/graph-schema/envelope";
import { ArtifactTypeName, type Ref } from "@/graph-schema/names";
import type { ArtifactReply } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import { auditRow } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { told } from "@/lib/ledger/trail";
import { SIDES } from "./cone";
import { blockedBy, findingsUnder, openAboutBytes } from "./findings";
import { ARTIFACT } from "./queries";
import { StoredArtifact } from "./summary";

/** A reply tells so many later events; the trail has them all. */
const TOLD = 100;

const Row = z.object({
  artifact: StoredArtifact,
  account: Pseudonym.nullable(),
  neighbours: z.array(z.tuple([z.enum(SIDES), z.enum(RELATIONSHIP_TYPES), ArtifactTypeName, z.int()])),
});

/** One artifact: what it says of itself, who recorded it, what it is joined to, and what later events told about it. */
export function artifact(project: string, ref: Ref): Promise<z.infer<typeof ArtifactReply>> {
  return read(async (tx) => {
    const [speaksAsOf, [row], events, open] = await Promise.all([
      asOf(tx),
      tx.rows(ARTIFACT, { project, ...ref }, Row),
      told(tx, project, ref, TELLING_ACTIONS, TOLD),
      openAboutBytes(tx, project),
    ]);
    if (!row) {
      throw new NotFound(`${ref.type} ${ref.id}`);
    }
    const later = events.filter(({ id }) => id !== row.artifact.eventId);
    const accounts = later.map(({ account }) => account);
    const who = await whoIs(tx, row.account === null ? accounts : [row.account, ...accounts]);
    const findings = await findingsUnder(tx, project, open, [ref]);
    return {
      artifact: row.artifact,
      by: row.account === null ? null : who(row.account),
      neighbours: row.neighbours.map(([side, rel, type, count]) => ({ side, rel, type, count })),
      later: later.map((event) => auditRow(event, who)),
      findings: await Promise.all(
        findings.map(async (each) => ({ ...each, blocks: await blockedBy(tx, project, each.concerns) })),
      ),
      asOf: speaksAsOf,
    };
  });
}
