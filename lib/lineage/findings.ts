import { z } from "zod";
import { ArtifactTypeName, Ref, refKey } from "@/graph-schema/names";
import type { ArtifactFinding } from "@/lib/contract/reply";
import type { ReadTx } from "@/lib/graph/session";
import { type OpenFinding, openFindings } from "@/lib/log/findings";
import { BLOCKED, RESTING } from "./queries";

/** A finding about the bytes of an artifact. */
type AboutBytes = OpenFinding & { readonly concerns: Ref };

/** The open findings about bytes of artifacts of `project`. */
export async function openAboutBytes(tx: ReadTx, project: string): Promise<AboutBytes[]> {
  const findings = await openFindings(tx);
  return findings.flatMap(({ concerns, ...finding }) =>
    concerns && finding.project === project ? [{ ...finding, concerns }] : [],
  );
}

const Resting = z.object({ type: ArtifactTypeName, id: z.string(), onType: ArtifactTypeName, onId: z.string() });

/** Which of `findings` are about something on which one of `shown` rests, and which of those do. Asks nothing where there are none. */
export async function findingsUnder(
  tx: ReadTx,
  project: string,
  findings: readonly AboutBytes[],
  shown: readonly Ref[],
): Promise<ArtifactFinding[]> {
  if (findings.length === 0) {
    return [];
  }
  const concerned = findings.map(({ concerns }) => refKey(concerns));
  const nodes = shown.map(({ type, id }) => ({ type, id }));
  const rows = await tx.rows(RESTING, { project, nodes, concerned }, Resting);
  return findings.flatMap(({ id, kind, severity, recordedAt, concerns }) => {
    const restingOn = rows
      .filter(({ onType, onId }) => onType === concerns.type && onId === concerns.id)
      .map((row) => ({ type: row.type, id: row.id }));
    return restingOn.length > 0 ? [{ id, kind, severity, recordedAt, concerns, restingOn }] : [];
  });
}

/** The model versions that rest on `concerned`, and the requests to promote them: what a finding about it holds up. */
export function blockedBy(tx: ReadTx, project: string, { type, id }: Ref): Promise<Ref[]> {
  return tx.rows(BLOCKED, { project, type, id }, Ref);
}

/** Lets the database plan what is asked of findings, which finds nothing, so that the first one to see a finding does not wait. */
export async function planFindings(tx: ReadTx): Promise<void> {
  const nobody = { project: "-", type: "model", id: "-" };
  await tx.rows(RESTING, { project: "-", nodes: [], concerned: [] }, Resting);
  await tx.rows(BLOCKED, nobody, Ref);
}
