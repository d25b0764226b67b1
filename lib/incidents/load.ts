import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { Ref } from "@/graph-schema/names";
import { Instant } from "@/graph-schema/values";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { decisionsAbout } from "@/lib/ledger/chain";
import { StoredArtifact } from "@/lib/lineage/summary";
import { INCIDENT } from "./queries";
import { type IncidentState, stateAfter } from "./state";

const Row = z.object({ incident: StoredArtifact, at: Instant, concerns: z.array(Ref) });

/** An incident with all that was done about it, as signed events have it. */
export interface LoadedIncident {
  readonly artifact: ArtifactSummary;
  readonly concerns: readonly Ref[];
  readonly state: IncidentState;
  /** T: when the trouble began as far as is known; otherwise when the incident was recorded. */
  readonly since: Instant;
  /** Decisions about it that are gone from the database. */
  readonly missing: readonly Reason[];
}

/** Loads an incident. To act on it, lock it first. */
export async function loadIncident(tx: ReadTx, project: string, id: string): Promise<LoadedIncident> {
  const [row] = await tx.rows(INCIDENT, { project, id }, Row);
  if (!row) {
    throw new NotFound(`incident ${id}`);
  }
  const { taken, missing } = await decisionsAbout(tx, project, { type: "incident", id });
  const state = stateAfter(taken);
  const since = state.since === null ? row.at : Instant.parse(state.since);
  return { artifact: row.incident, concerns: row.concerns, state, since, missing };
}
