import type { z } from "zod";
import { dataKey } from "@/lib/keys/client";
import { seal, unseal } from "@/lib/keys/store";

const KEY = "seal:sign-in";

/** `value` as text that only we can read or write, and that serves `purpose` alone; for a cookie. */
export async function sealedText(purpose: string, value: object): Promise<string> {
  return seal(await dataKey(KEY), Buffer.from(JSON.stringify(value)), purpose).toString("base64url");
}

/** What {@link sealedText} was given; undefined where the text is none of ours, or was made for something else. */
export async function openedText<Shape extends z.ZodType>(
  purpose: string,
  shape: Shape,
  text: string | null,
): Promise<z.infer<Shape> | undefined> {
  const key = await dataKey(KEY);
  try {
    return shape.parse(JSON.parse(unseal(key, Buffer.from(text ?? "", "base64url"), purpose).toString("utf8")));
  } catch {
    return undefined;
  }
}
