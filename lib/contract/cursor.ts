import { z } from "zod";
import { told } from "@/graph-schema/told";

/** What is said of a cursor that leads to no page of the list that is asked for. */
export function notGivenOut() {
  return told("invalid_cursor", "is not a cursor that this list gave out");
}

/** What a list that goes on from page to page is asked: `Query`, and where the page before it ended. */
export type PageOf<Query, Place> = Query & { readonly cursor?: Place | undefined };

/** A cursor that is written as `pattern` says. */
export function cursorLike(pattern: RegExp) {
  return z.string().refine((text) => pattern.test(text), notGivenOut());
}

/** A cursor that is a whole number: the stamp of the last row that was shown. */
export const StampCursor = cursorLike(/^\d{1,16}$/)
  .transform(Number)
  .refine(Number.isSafeInteger, notGivenOut());
