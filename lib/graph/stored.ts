import { z } from "zod";

/**
 * A text as a row has it. What is none, or missing, is read as the empty text: whoever has the database may have written
 * anything there, and one such row must not keep anybody from all others.
 */
export const StoredText = z.unknown().transform((value) => (typeof value === "string" ? value : ""));

/** JSON as a row has it, read. */
export const JsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});

/** Those of `raw` that have the shape `row`: the others nobody but somebody with a login at the database can have written. */
export function understood<Row extends z.ZodType>(raw: readonly unknown[], row: Row): z.infer<Row>[] {
  return raw.flatMap((each) => {
    const { success, data } = row.safeParse(each);
    return success ? [data] : [];
  });
}
