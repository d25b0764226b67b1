import { z } from "zod";
import { Stamp } from "@/graph-schema/values";

const Place = z.tuple([Stamp, z.int().nonnegative(), z.int().nonnegative(), z.string().max(512)]);

/** Where a page of a walk ended: as of when the walk speaks, and the last artifact's hops, lane and id. */
export const WalkCursor = z
  .string()
  .max(2_000)
  .transform((text, context) => {
    const place = Place.safeParse(documentIn(text));
    if (!place.success) {
      context.addIssue({ code: "custom", message: "is not a cursor that this walk gave out" });
      return z.NEVER;
    }
    const [asOf, hops, lane, id] = place.data;
    return { asOf, hops, lane, id };
  });
export type WalkCursor = z.infer<typeof WalkCursor>;

function documentIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The text that leads to the page after `place`. */
export function cursorText({ asOf, hops, lane, id }: WalkCursor): string {
  return Buffer.from(JSON.stringify([asOf, hops, lane, id])).toString("base64url");
}
