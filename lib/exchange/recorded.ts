import type { Ref } from "@/graph-schema/names";
import type { ArtifactSummary, AsOf, AuditRow, LineageEdge } from "@/lib/contract/reply";

/** A part of the record that is handed to others in their own format: what a question is about, and all that lies behind it. */
export interface RecordedLineage {
  readonly project: string;
  /** The artifact that is asked about; one of `artifacts`. */
  readonly focus: Ref;
  readonly artifacts: readonly ArtifactSummary[];
  readonly edges: readonly LineageEdge[];
  /** What happened to those artifacts, in the order of the record. */
  readonly events: readonly AuditRow[];
  readonly asOf: AsOf;
}
