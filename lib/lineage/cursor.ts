import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { notGivenOut } from "@/lib/contract/cursor";

const Text = z.string().max(2_000);

function documentIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The text of a cursor, which nobody but us needs to understand. */
function opaque(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** A cursor that holds `place`; anything else was not given out by this list. */
function cursorOf<Place extends z.ZodType>(place: Place) {
  return Text.transform((text, context): z.infer<Place> => {
    const parsed = place.safeParse(documentIn(text));
    if (!parsed.success) {
      context.addIssue({ code: "custom", ...notGivenOut() });
      return z.NEVER;
    }
    return parsed.data;
  });
}

/** Where a page of a walk ended: as of when the walk speaks, and the last artifact's hops, lane and id. */
export const WalkCursor = cursorOf(
  z
    .tuple([Stamp, z.int().nonnegative(), z.int().nonnegative(), z.string().min(1).max(512)])
    .transform(([asOf, hops, lane, id]) => ({ asOf, hops, lane, id })),
);
export type WalkCursor = z.infer<typeof WalkCursor>;

/** The text that leads to the page of a walk after `place`. */
export function walkCursorText({ asOf, hops, lane, id }: WalkCursor): string {
  return opaque([asOf, hops, lane, id]);
}

/** Where a page of the models ended: the last one's name. */
export const ModelCursor = cursorOf(z.tuple([z.string().min(1).max(512)]).transform(([id]) => id));

/** The text that leads to the page of models after `id`. */
export function modelCursorText(id: string): string {
  return opaque([id]);
}

/** Where a page of a search ended: the last hit's rank, and its place among those of that rank. */
export const SearchCursor = cursorOf(
  z.tuple([z.int().nonnegative(), z.string().max(600)]).transform(([rank, key]) => ({ rank, key })),
);
export type SearchCursor = z.infer<typeof SearchCursor>;

/** The text that leads to the page of a search after the hit at `rank` and `key`. */
export function searchCursorText({ rank, key }: SearchCursor): string {
  return opaque([rank, key]);
}
