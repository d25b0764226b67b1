import type { DossierQuery } from "@/lib/contract/dossier";
import { read } from "@/lib/graph/session";
import { findProject } from "@/lib/identity/projects";
import { logStorage } from "@/lib/log/open";
import { type AboutArtifact, artifactReport } from "./artifact";
import { packEvidence } from "./evidence";
import { gapsOfRecord } from "./open-findings";
import { pdfOf } from "./pdf/cover";
import { type AboutPeriod, periodReport } from "./period";
import { positionAt } from "./position";

/** Reading a volume of twenty thousand events takes longer than statements may usually, where much else is done. */
const MOST_MS = 600_000;

/** What is asked for: about what, and as of which checkpoint of the log (the published one where none is named). */
export interface Asked {
  readonly about: AboutArtifact | AboutPeriod;
  readonly size?: number | undefined;
  /** The document with the evidence inside of it, or the evidence alone. */
  readonly format: DossierQuery["format"];
}

/** A dossier, and what it says. */
export interface Dossier {
  readonly bytes: Uint8Array;
  /** The size of the log as of which it speaks. */
  readonly size: number;
  /** The events in it. */
  readonly events: readonly string[];
  /** How many volumes tell the whole, of which this is one. */
  readonly volumes: number;
}

/** Makes the dossier. The same question at the same checkpoint gives the same bytes. */
export async function dossierOf({ about, size, format }: Asked): Promise<Dossier> {
  const storage = logStorage();
  const { position, report } = await read(async (tx) => {
    const there = await positionAt(tx, storage, size);
    const made = "focus" in about ? artifactReport(tx, storage, there, about) : periodReport(tx, storage, there, about);
    const { gaps, ...rest } = await made;
    return { position: there, report: { ...rest, gaps: [...(await gapsOfRecord(tx, there)), ...gaps] } };
  }, MOST_MS);
  const zip = await packEvidence(position, report.evidence);
  const isSimulation = (await findProject(about.project))?.simulation === true;
  return {
    bytes: format === "pdf" ? await pdfOf(report, zip, position, isSimulation) : zip,
    size: position.tree.size,
    events: report.events,
    volumes: report.volumes,
  };
}
