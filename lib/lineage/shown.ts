import { z } from "zod";
import { Ref } from "@/graph-schema/names";

const Shown = z.object(Ref.shape);

/** Every artifact that stands at the first or second level of a reply: what its look lists as shown. */
export function shownBy(reply: Readonly<Record<string, unknown>>): Ref[] {
  return Object.values(reply)
    .flat()
    .flatMap((part) => {
      const parsed = Shown.safeParse(part);
      return parsed.success ? [parsed.data] : [];
    });
}
