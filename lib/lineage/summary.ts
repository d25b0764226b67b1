import { z } from "zod";
import { ORIGINS } from "@/graph-schema/envelope";
import { ArtifactTypeName } from "@/graph-schema/names";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { JsonText } from "@/lib/graph/stored";

/** Facts that are maps; they are stored as JSON text. */
const MAPS = new Set(["parameters", "metrics", "output", "tags"]);

/** An artifact's properties as the graph holds them: what the projection wrote, and nothing trusted beyond that. */
export const StoredArtifact = z
  .looseObject({
    project: z.string(),
    type: ArtifactTypeName,
    id: z.string(),
    event_id: z.string(),
    stamp: z.int(),
    recorded_at: z.string(),
    origin: z.enum(ORIGINS),
  })
  .transform(
    ({
      project: _,
      type,
      id,
      event_id: eventId,
      stamp,
      recorded_at: recordedAt,
      origin,
      ...rest
    }): ArtifactSummary => ({
      type,
      id,
      eventId,
      stamp,
      recordedAt,
      origin,
      facts: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, fact(name, value)])),
    }),
  );

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Facts = JsonText.pipe(z.record(z.string(), Scalar));

/** What the recorder cannot have written is told as a text, whatever it was; a sweep tells of it. */
function fact(name: string, value: unknown): z.core.util.JSONType {
  return (MAPS.has(name) ? Facts.or(Scalar) : Scalar).safeParse(value).data ?? String(value);
}
