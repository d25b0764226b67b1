import type { Environment } from "@/lib/contract/environment";
import type { LiveReply } from "@/lib/contract/promotion";
import type { ArtifactSummary } from "@/lib/contract/reply";

type Live = NonNullable<LiveReply["live"]>;

/** An artifact that what was live came from. `isDirect`: the run that made the model version used it itself. */
export interface Input {
  readonly artifact: ArtifactSummary;
  readonly role: string | null;
  readonly isDirect: boolean;
}

/** What was live at some moment, with all that it came from, as far as it is recorded. */
export interface Snapshot extends Pick<Live, "modelVersion" | "run" | "metrics" | "approvals" | "attestations"> {
  readonly deployment: ArtifactSummary | null;
  /** When it went live; null for a version that never did. */
  readonly since: string | null;
  readonly inputs: readonly Input[];
  readonly policy: string | null;
  /** The captured environments whose documents are in the store, by artifact id. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** Which data set was derived from which: pairs of ids, the later one first. */
  readonly derived: readonly (readonly [from: string, to: string])[];
}
